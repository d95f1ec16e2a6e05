//! Makes files what they were, as long as nobody else has changed them since.

use super::change::Version;
use super::images::Images;
use super::snapshot;
use crate::domain::Image;
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use openkoi_state::{Replacement, replace};
use std::io;
use std::path::{Component, Path, PathBuf};

/// A workspace whose files are restored from the images below `data`.
pub struct Restorer {
    root: PathBuf,
    images: Images,
}

/// What stands against restoring a file, in words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict(pub String);

impl Restorer {
    pub fn new(root: PathBuf, data: &Path) -> Self {
        Self {
            root,
            images: Images::new(data.join("images")),
        }
    }

    /// Whether the file is as it has to be found, and what it becomes is kept. Nothing is changed.
    pub fn check(
        &self,
        path: &str,
        from: Option<&Image>,
        to: Option<&Image>,
    ) -> Result<(), Conflict> {
        self.place(path)?;
        let now = snapshot::look(&self.root.join(path));
        let now = now.as_ref().map(Version::image);
        if !alike(now.as_ref(), from) {
            let why = match (&now, from) {
                (None, _) => "it is gone",
                (Some(_), None) => "there is another file in its place",
                (Some(_), Some(_)) => "it was changed since",
            };
            return Err(Conflict(why.into()));
        }
        match to {
            Some(image) => self.content(image).map(drop),
            None => Ok(()),
        }
    }

    /// Exchanges the file's content. What was there is checked once more.
    pub fn restore(
        &self,
        path: &str,
        from: Option<&Image>,
        to: Option<&Image>,
    ) -> Result<(), Conflict> {
        self.check(path, from, to)?;
        let failed = |error: io::Error| Conflict(format!("it can't be restored: {error}"));
        let place = self.place(path)?;
        let root = Dir::open_ambient_dir(&self.root, ambient_authority()).map_err(failed)?;
        let Some(image) = to else {
            return root.remove_file(&place).map_err(failed);
        };
        let content = self.content(image)?;
        let folder = place.parent().unwrap_or(Path::new(""));
        let name = place.file_name().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| Conflict("its name is not UTF-8".into()))?;
        let dir = if folder.as_os_str().is_empty() {
            root
        } else {
            root.create_dir_all(folder).map_err(failed)?;
            root.open_dir(folder).map_err(failed)?
        };
        if image.is_link {
            return Err(Conflict(
                "links are not restored: make it again by hand".into(),
            ));
        }
        let new = Replacement {
            name: name.as_ref(),
            content: &content,
            mode: image.mode,
            keep: Some(image.mode),
        };
        replace(&dir, &new).map_err(failed)
    }

    fn content(&self, image: &Image) -> Result<Vec<u8>, Conflict> {
        let hash = image.hash.as_deref();
        let kept = hash.and_then(|hash| self.images.content(hash));
        kept.ok_or_else(|| Conflict("what it was is not kept: it is too long, or gone".into()))
    }

    /// A path as receipts have it: below the workspace, by its words; that no link leads out is the directory's to see to.
    fn place(&self, path: &str) -> Result<PathBuf, Conflict> {
        let place = Path::new(path);
        let is_plain = place
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if path.is_empty() || !is_plain {
            return Err(Conflict("its path leads out of the workspace".into()));
        }
        Ok(place.to_owned())
    }
}

/// Whether two images show the same content. One without a hash is like no other.
fn alike(one: Option<&Image>, other: Option<&Image>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => {
            one.hash.is_some() && one.hash == other.hash && one.is_link == other.is_link
        }
        _ => false,
    }
}

impl Images {
    /// A content by its hash, if it is kept and still what it was.
    pub(super) fn content(&self, hash: &str) -> Option<Vec<u8>> {
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let path = self.path(is_hash.then_some(hash)?);
        let content = std::fs::read(path).ok()?;
        (blake3::hash(&content).to_hex().as_str() == hash).then_some(content)
    }
}
