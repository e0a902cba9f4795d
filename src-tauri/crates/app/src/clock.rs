//! The time of day, for the front ends.

use model::Timestamp;

/// The moment of now. Debug builds take the one that the tests name in `REENTRY_TEST_NOW`, so that a case of
/// eleven weeks is a test of seconds; in a release the question does not arise.
#[must_use]
pub fn now() -> Timestamp {
    #[cfg(debug_assertions)]
    if let Some(named) = std::env::var("REENTRY_TEST_NOW")
        .ok()
        .and_then(|text| text.parse().ok())
    {
        return named;
    }
    Timestamp::now()
}
