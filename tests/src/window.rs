//! The real window, driven.

use crate::desktop::Desktop;
use crate::home::Home;
use crate::program::{artifacts, window_program};
use crate::sample::PASSPHRASE;
use crate::webdriver::{Element, WebDriver, WebDriverError};
use serde_json::Value;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The Enter key, as WebDriver types it (W3C WebDriver, 17.4.2).
pub const ENTER: &str = "\u{E007}";

/// The Tab key.
pub const TAB: &str = "\u{E004}";

/// The desktop's colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    pub(crate) fn gtk(self) -> &'static str {
        match self {
            Self::Light => "Adwaita",
            Self::Dark => "Adwaita:dark",
        }
    }
}

/// A window that is open. When a test fails, the picture, the page and the messages are left in
/// `target/e2e/NAME`.
pub struct Window<'home> {
    name: String,
    home: &'home Home,
    driver: WebDriver,
    // Dropped last: it takes the window's processes with it.
    _desktop: Desktop,
}

impl<'home> Window<'home> {
    /// Opens the window on this home's vault.
    ///
    /// # Panics
    /// When a part of the desktop is missing or the window does not let WebDriver in.
    #[must_use]
    pub fn open(name: &str, home: &'home Home, theme: Theme) -> Self {
        let program = window_program();
        let desktop = Desktop::start(home, theme);
        let driver = WebDriver::start(desktop.address(), &program.to_string_lossy());
        let driver = driver.unwrap_or_else(|error| {
            let log = std::fs::read_to_string(home.path().join("driver.log")).unwrap_or_default();
            panic!(
                "the window did not open for WebDriver ({error}); was it built with \
                 `--features e2e`? Its messages:\n{log}"
            )
        });
        Self {
            name: name.to_owned(),
            home,
            driver,
            _desktop: desktop,
        }
    }

    /// The element with this `data-testid`, as soon as it is there.
    ///
    /// # Panics
    /// When it does not come.
    #[must_use]
    pub fn part(&self, id: &str) -> Element {
        self.find(&format!("[data-testid='{id}']"))
    }

    /// The first element that a selector finds, as soon as it is there.
    ///
    /// # Panics
    /// When it does not come.
    #[must_use]
    pub fn find(&self, selector: &str) -> Element {
        let found = self.driver.find(selector);
        found.unwrap_or_else(|error| panic!("{selector}: {error}"))
    }

    /// What the element with this `data-testid` shows.
    ///
    /// # Panics
    /// When it does not come.
    #[must_use]
    pub fn text(&self, id: &str) -> String {
        self.at(id, |element| self.driver.text(element))
    }

    /// Does something with the element that has this `data-testid`, and once more with the next
    /// one when the page replaces it at that moment.
    fn at<T>(&self, id: &str, act: impl Fn(&Element) -> Result<T, WebDriverError>) -> T {
        loop {
            match act(&self.part(id)) {
                Ok(done) => return done,
                Err(WebDriverError::Refused { code, .. }) if code == "stale element reference" => {}
                Err(error) => panic!("{id}: {error}"),
            }
        }
    }

    /// What all elements with this `data-testid` show, as soon as there is one.
    ///
    /// # Panics
    /// When none comes.
    #[must_use]
    pub fn texts(&self, id: &str) -> Vec<String> {
        let _ = self.part(id);
        // The driver finds no text in the options of a list: the page does.
        let all = self.evaluate(&format!(
            "[...document.querySelectorAll('[data-testid={id}]')].map((one) => one.innerText.trim())"
        ));
        let texts = all.as_array().into_iter().flatten();
        texts
            .filter_map(|text| text.as_str().map(str::to_owned))
            .collect()
    }

    /// Clicks the element with this `data-testid`, as soon as it is there and can be used.
    ///
    /// # Panics
    /// When it does not come or cannot be clicked.
    pub fn click(&self, id: &str) {
        let usable = format!("[data-testid='{id}']:not(:disabled)");
        loop {
            match self.driver.click(&self.find(&usable)) {
                Ok(()) => return,
                Err(WebDriverError::Refused { code, .. }) if code == "stale element reference" => {}
                Err(error) => panic!("{id}: {error}"),
            }
        }
    }

    /// Clicks the first element that a selector finds.
    ///
    /// # Panics
    /// When it does not come or cannot be clicked.
    pub fn click_on(&self, selector: &str) {
        let clicked = self.driver.click(&self.find(selector));
        clicked.unwrap_or_else(|error| panic!("{selector}: {error}"));
    }

    /// Types where the focus is, as a person would.
    ///
    /// # Panics
    /// When nothing there takes text.
    pub fn type_text(&self, keys: &str) {
        loop {
            let typed = self
                .driver
                .focused()
                .and_then(|element| self.driver.type_into(&element, keys));
            match typed {
                Ok(()) => return,
                // The page replaced it at that moment: nothing was typed yet.
                Err(WebDriverError::Refused { code, .. }) if code == "stale element reference" => {}
                Err(error) => panic!("typing: {error}"),
            }
        }
    }

    /// Types into the field with this `data-testid`.
    ///
    /// # Panics
    /// When it does not come or takes no text.
    pub fn fill(&self, id: &str, text: &str) {
        let typed = self.driver.type_into(&self.part(id), text);
        typed.unwrap_or_else(|error| panic!("{id}: {error}"));
    }

    /// Waits until the element with this `data-testid` shows a text that holds these words.
    ///
    /// # Panics
    /// When it does not within half a minute, with what it shows instead.
    pub fn await_text(&self, id: &str, words: &str) {
        let begun = Instant::now();
        loop {
            let shown = self.text(id);
            if shown.contains(words) {
                return;
            }
            assert!(
                begun.elapsed() < Duration::from_secs(30),
                "{id} shows {shown:?}, not {words:?}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// What the next file dialog answers: these paths, or nothing.
    ///
    /// # Panics
    /// When the script cannot be written.
    pub fn answer_dialog(&self, paths: &[PathBuf]) {
        let lines: Vec<_> = paths.iter().map(|path| path.to_string_lossy()).collect();
        std::fs::write(self.home.dialog(), lines.join("\n")).expect("a file in the home");
    }

    /// Types the passphrase of the sample vaults and waits for the accounts.
    ///
    /// # Panics
    /// When the vault does not open.
    pub fn unlock(&self) {
        let _ = self.part("unlock");
        self.type_text(PASSPHRASE);
        self.type_text(ENTER);
        let _ = self.part("accounts");
    }

    /// Calls a command past the page's own code: whether it was done, and the answer or the
    /// reason.
    ///
    /// # Panics
    /// When there is no answer at all.
    #[must_use]
    pub fn invoke(&self, command: &str, arguments: &Value) -> (bool, Value) {
        let body = "const [command, given, done] = arguments;
            window.__TAURI_INTERNALS__.invoke(command, given)
                .then((answer) => done([true, answer]), (why) => done([false, why]));";
        let answer = self.driver.run(body, &[command.into(), arguments.clone()]);
        let answer = answer.unwrap_or_else(|error| panic!("{command}: {error}"));
        (answer[0] == true, answer[1].clone())
    }

    /// Everything that the core has sent to the page so far, as text, and forgets it: see
    /// src-tauri/src/record.js.
    ///
    /// # Panics
    /// When the page records nothing.
    #[must_use]
    pub fn received(&self) -> Vec<String> {
        let taken = self.evaluate("window.__REENTRY_RECORDED__.splice(0)");
        let taken = taken.as_array().expect("the page records").clone();
        let texts = taken.into_iter();
        texts
            .filter_map(|text| text.as_str().map(str::to_owned))
            .collect()
    }

    /// Presses Tab until the element with this `data-testid` or id has the focus. Every stop on
    /// the way has a role and a name for those who do not see it.
    ///
    /// # Panics
    /// When the element is not reached within a hundred stops, or a stop has no name.
    pub fn tab_to(&self, id: &str) {
        let mut way = Vec::new();
        for _ in 0..100 {
            self.type_text(TAB);
            let here = self.focus();
            // Past the last stop the page itself has the focus.
            if here == "body" {
                continue;
            }
            let (role, name) = self
                .driver
                .focused()
                .and_then(|element| self.driver.role_and_name(&element))
                .unwrap_or_else(|error| panic!("on the way to {id}, at {here}: {error}"));
            // HTML gives a summary no role of its own; the platform calls it a disclosure.
            let summary = || self.evaluate("document.activeElement.tagName") == "SUMMARY";
            assert!(
                !name.is_empty() && (!role.is_empty() || summary()),
                "{here:?} (role {role:?}) has the name {name:?}; before it: {way:?}"
            );
            if here == id {
                return;
            }
            way.push(format!("{here} ({role}: {name})"));
        }
        panic!("Tab does not come to {id}:\n{}", way.join("\n"));
    }

    /// The id or `data-testid` of the element that has the focus; empty where it has neither.
    ///
    /// # Panics
    /// When the page cannot be asked.
    #[must_use]
    pub fn focus(&self) -> String {
        let here = self.evaluate(
            "document.activeElement === document.body
                ? 'body'
                : document.activeElement.dataset.testid || document.activeElement.id || ''",
        );
        here.as_str().unwrap_or_default().to_owned()
    }

    /// The result of an expression in the page.
    ///
    /// # Panics
    /// When it throws.
    #[must_use]
    pub fn evaluate(&self, expression: &str) -> Value {
        let body = format!("arguments[arguments.length - 1]({expression});");
        let result = self.driver.run(&body, &[]);
        result.unwrap_or_else(|error| panic!("{expression}: {error}"))
    }

    /// The resource limits of the window's process, as /proc/PID/limits tells them.
    ///
    /// # Panics
    /// When the process cannot be found.
    #[must_use]
    pub fn limits(&self) -> String {
        let program = window_program();
        let processes = std::fs::read_dir("/proc")
            .expect("a proc file system")
            .flatten();
        let ours = processes.map(|entry| entry.path()).find(|process| {
            let environment = std::fs::read(process.join("environ")).unwrap_or_default();
            let home = format!("HOME={}\0", self.home.path().display());
            std::fs::read_link(process.join("exe")).is_ok_and(|exe| exe == program)
                && environment
                    .windows(home.len())
                    .any(|part| part == home.as_bytes())
        });
        let ours = ours.expect("the window runs");
        std::fs::read_to_string(ours.join("limits")).expect("its limits")
    }

    /// The driver, for what has no word of its own here.
    #[must_use]
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Saves the window as `target/e2e/NAME/LABEL.png` and says where.
    ///
    /// # Panics
    /// When it cannot be drawn or written.
    pub fn picture(&self, label: &str) -> PathBuf {
        let folder = artifacts(&self.name);
        std::fs::create_dir_all(&folder).expect("a folder in target");
        let file = folder.join(format!("{label}.png"));
        let picture = self.driver.screenshot().expect("a picture of the window");
        std::fs::write(&file, picture).expect("a file in target");
        file
    }

    /// Leaves what explains a failure. Whatever cannot be had any more is left out.
    fn leave_evidence(&self) {
        let folder = artifacts(&self.name);
        let _ = std::fs::create_dir_all(&folder);
        if let Ok(picture) = self.driver.screenshot() {
            let _ = std::fs::write(folder.join("failed.png"), picture);
        }
        if let Ok(source) = self.driver.source() {
            let _ = std::fs::write(folder.join("failed.html"), source);
        }
        let _ = std::fs::copy(
            self.home.path().join("driver.log"),
            folder.join("failed.log"),
        );
        eprintln!("the window as it was: {}", folder.display());
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.leave_evidence();
        }
        let _ = self.driver.end();
    }
}
