//! A style sheet as its declarations, each with the rules around it.

use cssparser::{
    AtRuleParser, CowRcStr, DeclarationParser, ParseError, Parser, ParserState,
    QualifiedRuleParser, RuleBodyItemParser, RuleBodyParser, SourceLocation, StyleSheetParser,
};
use std::collections::BTreeMap;

/// `property: value` as it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Declaration {
    /// The preludes of the rules around it, from the outermost: `@media print`, `.grid td`.
    pub around: Vec<String>,
    pub property: String,
    pub value: String,
    /// From 1.
    pub line: u32,
}

/// All declarations in their order; what is no CSS is an error.
pub fn read(css: &str) -> Result<Vec<Declaration>, String> {
    let mut input = Parser::new(css);
    let mut reader = Reader { around: Vec::new() };
    let rules: Vec<_> = StyleSheetParser::new(&mut input, &mut reader).collect();
    gather(rules)
}

/// The custom properties that stand directly in a rule with these preludes.
pub fn custom(sheet: &[Declaration], around: &[&str]) -> BTreeMap<String, String> {
    sheet
        .iter()
        .filter(|d| d.around == around && d.property.starts_with("--"))
        .map(|d| (d.property.clone(), d.value.clone()))
        .collect()
}

type Parsed<'i> = Result<Vec<Declaration>, (ParseError<()>, &'i str, SourceLocation)>;

fn gather(rules: Vec<Parsed<'_>>) -> Result<Vec<Declaration>, String> {
    let mut all = Vec::new();
    for rule in rules {
        all.extend(rule.map_err(|(error, text, _)| format!("{error:?} in {text}"))?);
    }
    Ok(all)
}

struct Reader {
    around: Vec<String>,
}

impl Reader {
    fn body<'i>(
        &mut self,
        prelude: String,
        input: &mut Parser<'i>,
    ) -> Result<Vec<Declaration>, ParseError<()>> {
        self.around.push(prelude);
        let items: Vec<_> = RuleBodyParser::new(input, self).collect();
        self.around.pop();
        gather(items).map_err(|_| ParseError::custom(()))
    }
}

/// The source text up to the end of the block, without the space around it.
fn rest(input: &mut Parser<'_>) -> String {
    let start = input.position();
    while input.next().is_ok() {}
    input.slice_from(start).trim().to_owned()
}

impl<'i> DeclarationParser<'i> for Reader {
    type Declaration = Vec<Declaration>;
    type Error = ();

    fn parse_value(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i>,
        start: &ParserState,
    ) -> Result<Self::Declaration, ParseError<()>> {
        Ok(vec![Declaration {
            around: self.around.clone(),
            property: name.to_string(),
            line: start.source_location().line + 1,
            value: rest(input),
        }])
    }
}

impl<'i> QualifiedRuleParser<'i> for Reader {
    type Prelude = String;
    type QualifiedRule = Vec<Declaration>;
    type Error = ();

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<String, ParseError<()>> {
        Ok(rest(input))
    }

    fn parse_block(
        &mut self,
        prelude: String,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<Self::QualifiedRule, ParseError<()>> {
        self.body(prelude, input)
    }
}

impl<'i> AtRuleParser<'i> for Reader {
    type Prelude = String;
    type AtRule = Vec<Declaration>;
    type Error = ();

    fn parse_prelude(
        &mut self,
        name: CowRcStr<'i>,
        input: &mut Parser<'i>,
    ) -> Result<String, ParseError<()>> {
        Ok(format!("@{name} {}", rest(input)))
    }

    fn parse_block(
        &mut self,
        prelude: String,
        _: &ParserState,
        input: &mut Parser<'i>,
    ) -> Result<Self::AtRule, ParseError<()>> {
        self.body(prelude, input)
    }
}

impl RuleBodyItemParser<'_, Vec<Declaration>, ()> for Reader {
    fn parse_declarations(&self) -> bool {
        true
    }

    fn parse_qualified(&self) -> bool {
        true
    }
}
