//! Printing without a file of ours: the PDF goes through a pipe to the print system.
//!
//! The print system is CUPS, asked through its own two commands: `lpstat -e` lists the printers,
//! `lp -d PRINTER -t TITLE` takes a PDF on standard input (CUPS 1.6 or later). What CUPS
//! keeps of a job is its own: a spool file until the job is printed, and as long as its settings
//! say (`PreserveJobFiles`). A printer may keep it too.

use crate::sheets::Destination;
use crate::{AppError, Code};
use secret::SecretBytes;
use std::fmt::Debug;
use std::io::Write;
use std::process::{Command, Stdio};

/// Who prints.
pub trait Printer: Debug {
    /// The names of the printers that there are, the usual one first. None where nothing prints.
    fn names(&self) -> Vec<String>;

    /// Prints a PDF. The title is what a queue shows to others.
    ///
    /// # Errors
    /// `io` when the print system does not take it.
    fn print(&self, job: &Job<'_>, pdf: &SecretBytes) -> Result<(), AppError>;
}

/// What is printed, but for its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Job<'a> {
    /// The printer, by a name of [`Printer::names`].
    pub printer: &'a str,
    /// What the queue shows.
    pub title: &'a str,
}

/// The print system of this computer, where it has one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cups;

impl Printer for Cups {
    fn names(&self) -> Vec<String> {
        let mut names = lines(&said(&["-e"]).unwrap_or_default());
        let usual = said(&["-d"]).as_deref().and_then(usual);
        if let Some(place) = usual.and_then(|usual| names.iter().position(|name| *name == usual)) {
            let usual = names.remove(place);
            names.insert(0, usual);
        }
        names
    }

    fn print(&self, job: &Job<'_>, pdf: &SecretBytes) -> Result<(), AppError> {
        let refused = |why: String| {
            AppError::new(
                Code::Io,
                format!("The printer {} did not take the sheet: {why}.", job.printer),
                "Nothing was printed, and the ledger is as it was.",
                "Look whether the printer is ready, or save the PDF instead.",
            )
        };
        let mut lp = command("lp")
            .args(["-d", job.printer])
            .args(["-t", job.title, "-o", "print-scaling=none"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| refused(error.kind().to_string()))?;
        let written = lp
            .stdin
            .take()
            .map(|mut input| input.write_all(pdf.expose()));
        let ended = lp
            .wait_with_output()
            .map_err(|error| refused(error.kind().to_string()))?;
        if !ended.status.success() {
            let why = String::from_utf8_lossy(&ended.stderr);
            let why = why
                .lines()
                .next()
                .unwrap_or_default()
                .trim_start_matches("lp: ");
            let why = why.trim_end_matches('.');
            return Err(refused(if why.is_empty() {
                "it gave no reason".to_owned()
            } else {
                why.to_owned()
            }));
        }
        match written {
            Some(Ok(())) => Ok(()),
            // It said that it was content and did not read to the end.
            _ => Err(refused("it stopped reading".to_owned())),
        }
    }
}

/// A command of CUPS that speaks English, so that it can be understood.
fn command(name: &str) -> Command {
    let mut command = Command::new(name);
    command.env("LC_ALL", "C");
    command
}

fn said(arguments: &[&str]) -> Option<String> {
    let output = command("lpstat")
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then_some(text)
}

/// One printer a line. What could be taken for an option is none.
fn lines(text: &str) -> Vec<String> {
    let names = text.lines().map(str::trim);
    names
        .filter(|name| !name.is_empty() && !name.starts_with('-') && !name.contains(' '))
        .map(str::to_owned)
        .collect()
}

/// `system default destination: NAME`, or `no system default destination`.
fn usual(text: &str) -> Option<String> {
    let (_, name) = text.trim().split_once("default destination: ")?;
    Some(name.trim().to_owned())
}

/// A sheet on its way to a printer.
#[derive(Debug)]
pub struct ToPrinter<P> {
    printer: P,
    name: String,
}

impl<P: Printer> ToPrinter<P> {
    /// Chooses the printer: by its name, or the usual one.
    ///
    /// # Errors
    /// `usage` when there is none, or none of that name.
    pub fn choose(printer: P, name: Option<&str>) -> Result<Self, AppError> {
        let names = printer.names();
        let found = match name {
            Some(wanted) => names.into_iter().find(|name| name == wanted),
            None => names.into_iter().next(),
        };
        let name = found.ok_or_else(|| match name {
            Some(wanted) => AppError::usage(
                format!("There is no printer '{wanted}'."),
                "`lpstat -e` lists the printers.",
            ),
            None => AppError::usage(
                "This computer has no printer that CUPS knows.",
                "Write a PDF with -o FILE.pdf, and print it where there is one.",
            ),
        })?;
        Ok(Self { printer, name })
    }
}

impl<P: Printer> Destination for ToPrinter<P> {
    fn name(&self) -> String {
        format!("printer {}", self.name)
    }

    fn take(self, pdf: &SecretBytes) -> Result<(), AppError> {
        // Whoever looks at the queue learns that it is a sheet, not whose.
        let job = Job {
            printer: &self.name,
            title: "Reentry sheet",
        };
        self.printer.print(&job, pdf)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printers_are_named_one_a_line_and_the_usual_one_is_found() {
        assert_eq!(lines("Office\nCellar_2\n\n-x\n"), ["Office", "Cellar_2"]);
        assert_eq!(
            usual("system default destination: Cellar_2\n").as_deref(),
            Some("Cellar_2")
        );
        assert_eq!(usual("no system default destination\n"), None);
    }

    /// A printer of the name `one`, which keeps nothing.
    #[derive(Debug)]
    struct One;

    impl Printer for One {
        fn names(&self) -> Vec<String> {
            vec!["one".to_owned()]
        }

        fn print(&self, job: &Job<'_>, _: &SecretBytes) -> Result<(), AppError> {
            assert_eq!((job.printer, job.title), ("one", "Reentry sheet"));
            Ok(())
        }
    }

    #[test]
    fn only_a_printer_that_is_there_is_chosen() {
        assert_eq!(
            ToPrinter::choose(One, Some("two"))
                .expect_err("there is none")
                .code,
            Code::Usage
        );
        let usual = ToPrinter::choose(One, None).expect("the usual one");
        assert_eq!(usual.name(), "printer one");
        assert!(usual.take(&SecretBytes::new(*b"%PDF")).is_ok());
    }
}
