//! The clipboard: what is copied goes there from Rust, and secrets come off again.

use app::{AppError, Clip, Code, SecretText};
use std::sync::{Arc, Mutex, PoisonError};

/// A place that takes one text.
pub(crate) trait Clipboard: Send + Sync {
    /// Puts a text there. A secret one is kept out of histories where the system allows that.
    fn put(&self, clip: &Clip) -> Result<(), AppError>;
    /// Takes the text off, if it is still this one.
    fn clear(&self, ours: &SecretText);
}

/// The desktop's clipboard. On X11 and Wayland the program that copied answers those who paste,
/// so the handle stays open.
pub(crate) struct SystemClipboard(Mutex<Option<arboard::Clipboard>>);

impl SystemClipboard {
    /// Not yet connected: a window that copies nothing needs none.
    pub(crate) fn new() -> Self {
        Self(Mutex::new(None))
    }

    fn with<T>(
        &self,
        act: impl FnOnce(&mut arboard::Clipboard) -> Result<T, arboard::Error>,
    ) -> Result<T, arboard::Error> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let clipboard = match held.as_mut() {
            Some(clipboard) => clipboard,
            None => held.insert(arboard::Clipboard::new()?),
        };
        act(clipboard)
    }
}

impl Clipboard for SystemClipboard {
    fn put(&self, clip: &Clip) -> Result<(), AppError> {
        let text = clip.text.expose().to_owned();
        let put = self.with(|clipboard| {
            let set = clipboard.set();
            #[cfg(any(target_os = "linux", target_os = "macos", target_os = "windows"))]
            let set = if clip.secret { hidden(set) } else { set };
            set.text(text)
        });
        put.map_err(|_| {
            AppError::new(
                Code::Io,
                "The system's clipboard cannot be reached.",
                "Nothing was copied.",
                "Read the code and type it.",
            )
        })
    }

    fn clear(&self, ours: &SecretText) {
        // What cannot be read is not ours, or gone.
        let _ = self.with(|clipboard| {
            let there = SecretText::new(clipboard.get_text()?);
            if there == *ours {
                clipboard.clear()?;
            }
            Ok(())
        });
    }
}

#[cfg(target_os = "linux")]
fn hidden(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtLinux::exclude_from_history(set)
}

#[cfg(target_os = "macos")]
fn hidden(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtApple::exclude_from_history(set)
}

#[cfg(target_os = "windows")]
fn hidden(set: arboard::Set<'_>) -> arboard::Set<'_> {
    arboard::SetExtWindows::exclude_from_history(set)
}

/// What we put on the clipboard last, and when it has to go.
pub(crate) struct Copies {
    clipboard: Arc<dyn Clipboard>,
    ours: Arc<Mutex<Option<(u64, SecretText)>>>,
}

impl Copies {
    /// On this clipboard.
    pub(crate) fn new(clipboard: impl Clipboard + 'static) -> Self {
        Self {
            clipboard: Arc::new(clipboard),
            ours: Arc::default(),
        }
    }

    /// Puts a text on the clipboard. Gives the number of a secret, by which [`Copies::expire`]
    /// knows it.
    pub(crate) fn put(&self, clip: Clip) -> Result<Option<u64>, AppError> {
        self.clipboard.put(&clip)?;
        let mut ours = self.lock();
        let number = ours.as_ref().map_or(0, |(number, _)| number + 1);
        *ours = clip.secret.then_some((number, clip.text));
        Ok(ours.as_ref().map(|(number, _)| *number))
    }

    /// Takes the secret with this number off, unless something came after it.
    pub(crate) fn expire(&self, number: u64) {
        if self
            .lock()
            .as_ref()
            .is_some_and(|(last, _)| *last == number)
        {
            self.clear();
        }
    }

    /// Takes off what we put there, if it is still there.
    pub(crate) fn clear(&self) {
        if let Some((_, ours)) = self.lock().take() {
            self.clipboard.clear(&ours);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(u64, SecretText)>> {
        self.ours.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A clipboard that others may use too.
    #[derive(Default, Clone)]
    struct Shared(Arc<Mutex<Option<SecretText>>>);

    impl Clipboard for Shared {
        fn put(&self, clip: &Clip) -> Result<(), AppError> {
            *self.0.lock().expect("unpoisoned") = Some(clip.text.clone());
            Ok(())
        }

        fn clear(&self, ours: &SecretText) {
            let mut held = self.0.lock().expect("unpoisoned");
            if held.as_ref() == Some(ours) {
                *held = None;
            }
        }
    }

    fn clip(text: &str, secret: bool) -> Clip {
        Clip {
            text: SecretText::new(text),
            secret,
        }
    }

    fn held(board: &Shared) -> Option<SecretText> {
        board.0.lock().expect("unpoisoned").clone()
    }

    #[test]
    fn a_secret_goes_when_its_time_is_up() {
        let board = Shared::default();
        let copies = Copies::new(board.clone());
        let number = copies.put(clip("755224", true)).expect("put");
        copies.expire(number.expect("a secret has a number"));
        assert_eq!(held(&board), None);
    }

    #[test]
    fn a_later_copy_is_not_cleared_by_an_earlier_timer() {
        let board = Shared::default();
        let copies = Copies::new(board.clone());
        let first = copies
            .put(clip("755224", true))
            .expect("put")
            .expect("a number");
        let second = copies
            .put(clip("755224", true))
            .expect("put")
            .expect("a number");
        copies.expire(first);
        assert!(held(&board).is_some());
        copies.expire(second);
        assert_eq!(held(&board), None);
    }

    #[test]
    fn what_somebody_else_copied_stays() {
        let board = Shared::default();
        let copies = Copies::new(board.clone());
        let number = copies
            .put(clip("755224", true))
            .expect("put")
            .expect("a number");
        *board.0.lock().expect("unpoisoned") = Some(SecretText::new("a shopping list"));
        copies.expire(number);
        assert_eq!(held(&board), Some(SecretText::new("a shopping list")));
    }

    #[test]
    fn what_is_no_secret_stays() {
        let board = Shared::default();
        let copies = Copies::new(board.clone());
        assert_eq!(copies.put(clip("a draft", false)), Ok(None));
        copies.clear();
        assert!(held(&board).is_some());
    }
}
