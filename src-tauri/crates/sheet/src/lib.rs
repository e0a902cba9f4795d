//! Recovery sheets: layout, PDF, payload, and reading them back
