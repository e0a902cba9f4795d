//! The clipboard: what is copied goes there from Rust, and secrets come off again.

use app::ipc::PastedText;
use app::{AppError, Clip, Code, Import, Reading, SecretBytes, SecretText, Session};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// A place that takes one text.
pub(crate) trait Clipboard: Send + Sync {
    /// Puts a text there. A secret one is kept out of histories where the system allows that.
    fn put(&self, clip: &Clip) -> Result<(), AppError>;
    /// Takes the text off, if it is still this one.
    fn clear(&self, ours: &SecretText);
    /// What is there: the files that a file manager copied, else a picture, else a text.
    fn pasted(&self) -> Result<Pasted, AppError>;
}

/// What the user pastes.
#[derive(Debug)]
pub(crate) enum Pasted {
    /// Files.
    Files(Vec<PathBuf>),
    /// A picture, as a bitmap file.
    Picture(SecretBytes),
    /// A text.
    Text(SecretText),
}

impl Pasted {
    /// Begins to read it, for an import.
    pub(crate) fn begin(self, session: &mut Session) -> Result<Option<Reading<Import>>, AppError> {
        match self {
            Self::Files(paths) => session.begin_files(paths),
            Self::Picture(bitmap) => session.begin_picture(bitmap).map(Some),
            Self::Text(text) => {
                let text = PastedText { text: text.into() };
                session.begin_text(text).map(Some)
            }
        }
    }
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

    fn pasted(&self) -> Result<Pasted, AppError> {
        let found = self.with(|clipboard| {
            let files = clipboard.get().file_list().unwrap_or_default();
            if !files.is_empty() {
                return Ok(Pasted::Files(files));
            }
            if let Some(bitmap) = clipboard.get_image().ok().as_ref().and_then(bitmap) {
                return Ok(Pasted::Picture(bitmap));
            }
            let text = SecretText::new(clipboard.get_text()?);
            if text.is_empty() {
                return Err(arboard::Error::ContentNotAvailable);
            }
            Ok(Pasted::Text(text))
        });
        found.map_err(|_| {
            AppError::usage(
                "There is nothing on the clipboard that could be imported.",
                "Copy the picture, the text or the file again, and paste it at once.",
            )
        })
    }
}

/// A picture as the bitmap file that every reader takes: 32 bits a pixel, blue first, the lowest
/// row first (Microsoft, BITMAPFILEHEADER and BITMAPINFOHEADER). `None` for a picture without a
/// pixel, or one whose pixels are not those of its sides.
fn bitmap(picture: &arboard::ImageData<'_>) -> Option<SecretBytes> {
    const HEADERS: u32 = 14 + 40;
    let width = u32::try_from(picture.width).ok()?;
    let height = u32::try_from(picture.height).ok()?;
    let size = width.checked_mul(height)?.checked_mul(4)?;
    let length = usize::try_from(size.checked_add(HEADERS)?).ok()?;
    if size == 0 || usize::try_from(size).ok()? != picture.bytes.len() {
        return None;
    }
    // Room for everything at once, so that growing leaves no copies behind.
    let mut file = Vec::with_capacity(length);
    file.extend_from_slice(b"BM");
    for number in [size + HEADERS, 0, HEADERS, 40, width, height] {
        file.extend_from_slice(&number.to_le_bytes());
    }
    // One plane, 32 bits; then no compression, the size of the pixels, and nothing said of
    // resolution and colours.
    file.extend_from_slice(&[1, 0, 32, 0]);
    for number in [0, size, 0, 0, 0, 0] {
        file.extend_from_slice(&number.to_le_bytes());
    }
    for row in picture.bytes.chunks_exact(picture.width * 4).rev() {
        for pixel in row.chunks_exact(4) {
            if let [red, green, blue, alpha] = pixel {
                file.extend_from_slice(&[*blue, *green, *red, *alpha]);
            }
        }
    }
    Some(SecretBytes::new(file))
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

    /// What is on the clipboard.
    pub(crate) fn pasted(&self) -> Result<Pasted, AppError> {
        self.clipboard.pasted()
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

        fn pasted(&self) -> Result<Pasted, AppError> {
            let held = self.0.lock().expect("unpoisoned").clone();
            Ok(Pasted::Text(held.unwrap_or_default()))
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
    fn a_picture_becomes_a_bitmap_with_its_rows_from_below() {
        let picture = |width, height, bytes: &[u8]| {
            let bytes = bytes.to_vec().into();
            bitmap(&arboard::ImageData {
                width,
                height,
                bytes,
            })
        };
        let (red, blue) = ([9, 0, 0, 255], [0, 0, 7, 255]);
        let file = picture(1, 2, &[red, blue].concat()).expect("a bitmap");
        assert_eq!(file.len(), 54 + 8);
        assert!(picture(2, 2, &red).is_none(), "pixels are missing");
        assert!(picture(0, 0, &[]).is_none());
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
