//! The manifest of a package: IMS Content Packaging 1.1 with ADL's extensions, in the order of elements that the schemas
//! ask for.

/// An edition of SCORM.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// 1.2, which every system takes.
    V12,
    /// 2004, 4th edition.
    V2004,
}

impl Edition {
    /// As file names have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::V12 => "1.2",
            Self::V2004 => "2004",
        }
    }

    /// The version as the manifest names it, the namespace of IMS, that of ADL, and the attribute for what a resource is.
    fn terms(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::V12 => (
                "1.2",
                "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
                "http://www.adlnet.org/xsd/adlcp_rootv1p2",
                "scormtype",
            ),
            Self::V2004 => (
                "2004 4th Edition",
                "http://www.imsglobal.org/xsd/imscp_v1p1",
                "http://www.adlnet.org/xsd/adlcp_v1p3",
                "scormType",
            ),
        }
    }
}

/// imsmanifest.xml for a package with one lesson, whose page is scorm.html.
pub fn write(edition: Edition, lesson: &str, title: &str, files: &[String]) -> String {
    let (version, ims, adl, kind) = edition.terms();
    let (lesson, title) = (escaped(lesson), escaped(title));
    let files: String = files
        .iter()
        .map(|file| format!("      <file href=\"{}\"/>\n", escaped(file)))
        .collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="attention-playground-{lesson}" version="1" xmlns="{ims}" xmlns:adlcp="{adl}">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>{version}</schemaversion>
  </metadata>
  <organizations default="course">
    <organization identifier="course">
      <title>{title}</title>
      <item identifier="lesson" identifierref="page">
        <title>{title}</title>
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="page" type="webcontent" adlcp:{kind}="sco" href="scorm.html">
{files}    </resource>
  </resources>
</manifest>
"#
    )
}

/// Text that is safe in XML and in HTML, between tags and in an attribute.
pub fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use roxmltree::{Document, Node};

    fn names<'a>(node: Node<'a, 'a>) -> Vec<&'a str> {
        let elements = node.children().filter(Node::is_element);
        elements.map(|child| child.tag_name().name()).collect()
    }

    /// What the schemas say of order and of identifiers, and ADL of a package with one item.
    #[test]
    fn both_editions_have_the_structure_of_their_schemas() {
        for edition in [Edition::V12, Edition::V2004] {
            let files = ["scorm.html".to_owned(), "a & b.js".to_owned()];
            let text = write(edition, "attention", "Q & A <1>", &files);
            let document = Document::parse(&text).unwrap();
            let manifest = document.root_element();
            let (version, ims, adl, kind) = edition.terms();
            assert_eq!(manifest.tag_name().namespace(), Some(ims));
            assert_eq!(names(manifest), ["metadata", "organizations", "resources"]);
            let find = |name: &str| {
                let mut all = document
                    .descendants()
                    .filter(|n| n.tag_name().name() == name);
                let found = all.next().unwrap();
                assert!(all.next().is_none(), "one {name}");
                found
            };
            assert_eq!(find("schemaversion").text(), Some(version));
            assert_eq!(names(find("organization")), ["title", "item"]);
            assert_eq!(names(find("item")), ["title"]);
            let resource = find("resource");
            assert_eq!(
                find("organizations").attribute("default"),
                find("organization").attribute("identifier")
            );
            assert_eq!(
                find("item").attribute("identifierref"),
                resource.attribute("identifier")
            );
            assert_eq!(resource.attribute((adl, kind)), Some("sco"));
            assert_eq!(resource.attribute("href"), Some("scorm.html"));
            assert_eq!(names(resource), ["file", "file"]);
            let identifiers: Vec<_> = document
                .descendants()
                .filter_map(|n| n.attribute("identifier"))
                .collect();
            let unique: std::collections::BTreeSet<_> = identifiers.iter().collect();
            assert_eq!(identifiers.len(), unique.len());
        }
    }
}
