//! Runs other programs.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};

/// How long nothing may come before the program is looked after.
const QUIET: Duration = Duration::from_millis(300);

/// A program that ended, and what it printed on standard output.
pub struct Finished {
    /// Whether it ended with exit code 0.
    pub success: bool,
    /// Its standard output.
    pub output: String,
}

/// Runs a program with its output going to the terminal; `false` where its exit code is not 0.
pub fn run(command: &mut Command) -> Result<bool> {
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(|error| cannot_start(command, &error))?;
    Ok(status.success())
}

/// Runs a program quietly and returns its standard output; `None` where it is missing or fails.
pub fn capture(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program, showing its standard output as it comes and keeping a copy of it. It is ended after `limit`.
pub fn tee(command: &mut Command, limit: Duration) -> Result<Finished> {
    follow(command, limit, |line| {
        // A closed terminal must not end the run: the copy is what counts.
        let _ = std::io::stdout().write_all(line.as_bytes());
    })
}

/// Runs a program and keeps its standard output, which is not shown. It is ended after `limit`.
pub fn keep(command: &mut Command, limit: Duration) -> Result<Finished> {
    follow(command, limit, |_| {})
}

fn follow(command: &mut Command, limit: Duration, show: impl Fn(&str)) -> Result<Finished> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| cannot_start(command, &error))?;
    let lines = read_lines(&mut child)?;
    let deadline = Instant::now() + limit;
    let mut output = String::new();
    loop {
        match lines.recv_timeout(QUIET) {
            Ok(line) => {
                show(&line);
                output.push_str(&line);
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            // A browser left behind may hold the pipe open although the program itself has ended.
            Err(mpsc::RecvTimeoutError::Timeout) if matches!(child.try_wait(), Ok(Some(_))) => {
                break;
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {}
        }
        if Instant::now() > deadline {
            let _ = child.kill();
            let _ = child.wait();
            bail!(
                "it was ended after {} minutes without an end.",
                limit.as_secs() / 60
            );
        }
    }
    let status = child
        .wait()
        .map_err(|error| cannot_start(command, &error))?;
    Ok(Finished {
        success: status.success(),
        output,
    })
}

fn read_lines(child: &mut Child) -> Result<mpsc::Receiver<String>> {
    let stdout = child
        .stdout
        .take()
        .ok_or_else(|| anyhow!("the program's output cannot be read."))?;
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut reader = BufReader::new(stdout);
        let mut bytes = Vec::new();
        while reader.read_until(b'\n', &mut bytes).is_ok_and(|n| n > 0) {
            if sender
                .send(String::from_utf8_lossy(&bytes).into_owned())
                .is_err()
            {
                return;
            }
            bytes.clear();
        }
    });
    Ok(receiver)
}

/// Opens an address in the person's own browser.
pub fn open_in_browser(url: &str) -> Result<()> {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        let mut command = Command::new("cmd");
        command.args(["/C", "start", ""]);
        command
    } else {
        Command::new("xdg-open")
    };
    let opened = command
        .arg(url)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match opened {
        Ok(status) if status.success() => Ok(()),
        _ => bail!("no browser could be opened from here; open {url} yourself."),
    }
}

fn cannot_start(command: &Command, error: &std::io::Error) -> anyhow::Error {
    let program = command.get_program().to_string_lossy();
    match error.kind() {
        std::io::ErrorKind::NotFound => {
            anyhow!("{program} is not on this machine; install it and try again.")
        }
        _ => anyhow!("{program} could not be started ({error}); see that it may be executed."),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn tee_keeps_the_output_and_the_exit_code() {
        let finished = tee(
            Command::new("sh").args(["-c", "echo one; echo two; exit 3"]),
            Duration::from_secs(20),
        );
        let finished = finished.unwrap();
        assert_eq!(
            (finished.success, finished.output.as_str()),
            (false, "one\ntwo\n")
        );
    }

    #[test]
    fn tee_ends_what_does_not_end() {
        let error = tee(Command::new("sleep").arg("30"), Duration::from_millis(50))
            .err()
            .map(|e| e.to_string());
        assert!(error.is_some_and(|text| text.contains("was ended")));
    }

    #[test]
    fn a_missing_program_is_one_sentence() {
        let error = run(&mut Command::new("no-such-program-anywhere"))
            .unwrap_err()
            .to_string();
        assert_eq!(
            error,
            "no-such-program-anywhere is not on this machine; install it and try again."
        );
    }
}
