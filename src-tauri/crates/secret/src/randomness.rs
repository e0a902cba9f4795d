//! Randomness as a parameter, so that tests repeat and nothing reads it behind one's back.

use thiserror::Error;

/// The operating system gave no randomness. Nothing was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the operating system gives no random numbers")]
pub struct RandomnessError;

/// A source of unpredictable bytes.
pub trait Randomness {
    /// Fills the buffer.
    ///
    /// # Errors
    /// [`RandomnessError`] when the source fails; the buffer is then unusable.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), RandomnessError>;

    /// `N` bytes.
    ///
    /// # Errors
    /// As [`Randomness::fill`].
    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], RandomnessError>
    where
        Self: Sized,
    {
        let mut buffer = [0_u8; N];
        self.fill(&mut buffer)?;
        Ok(buffer)
    }
}
