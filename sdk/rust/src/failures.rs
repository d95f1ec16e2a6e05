/// Gives a world's `Failure` a constructor for each kind that components return.
macro_rules! failures {
    () => {
        impl Failure {
            /// The request itself is wrong; the same request will fail again.
            pub fn invalid(message: impl Into<String>) -> Self {
                Self::of(FailureKind::Invalid, message)
            }

            /// The other side is overloaded, broken or out of reach; trying again may help.
            pub fn unavailable(message: impl Into<String>) -> Self {
                Self::of(FailureKind::Unavailable, message)
            }

            /// A failure of any kind, without extras.
            pub fn of(kind: FailureKind, message: impl Into<String>) -> Self {
                Self {
                    message: message.into(),
                    kind,
                    extra: Vec::new(),
                }
            }
        }
    };
}

#[allow(unused_imports, reason = "unused where no world is enabled")]
pub(crate) use failures;
