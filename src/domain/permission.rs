//! The two permissions of a contact and their two values.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What a contact may have allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Permission {
    /// Scheduled outbound messages.
    Proactive,
    /// Automated replies.
    Reactive,
}

impl Permission {
    pub const ALL: [Self; 2] = [Self::Proactive, Self::Reactive];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Proactive => "proactive",
            Self::Reactive => "reactive",
        }
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The present value of a permission. `Blocked` is the more restrictive one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PermissionState {
    Blocked,
    Active,
}

impl PermissionState {
    #[must_use]
    pub const fn from_active(active: bool) -> Self {
        if active { Self::Active } else { Self::Blocked }
    }

    #[must_use]
    pub const fn is_active(self) -> bool {
        matches!(self, Self::Active)
    }

    #[must_use]
    pub const fn flipped(self) -> Self {
        match self {
            Self::Active => Self::Blocked,
            Self::Blocked => Self::Active,
        }
    }

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Blocked => "blocked",
        }
    }
}

impl fmt::Display for PermissionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for PermissionState {
    type Err = ();

    fn from_str(code: &str) -> Result<Self, ()> {
        match code {
            "active" => Ok(Self::Active),
            "blocked" => Ok(Self::Blocked),
            _ => Err(()),
        }
    }
}
