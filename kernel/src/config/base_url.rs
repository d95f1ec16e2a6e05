//! The address that a service's paths are added to.

use url::Url;

/// Checks a base URL and takes the slash off its end. The error says what is wrong with it.
pub fn parse_base_url(text: &str) -> Result<Url, String> {
    let mut url = Url::parse(text).map_err(|error| format!("it is not an address ({error})"))?;
    if !["http", "https"].contains(&url.scheme()) {
        return Err("it begins with neither http:// nor https://".to_owned());
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err("it names no host".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it holds a user or password, which would be shown and logged".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("it has a query or fragment, after which no path can follow".to_owned());
    }
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::parse_base_url;

    #[test]
    fn a_base_url_has_scheme_and_host_and_nothing_that_a_path_could_not_follow() {
        for (text, fits) in [
            ("https://api.example.com", true),
            ("http://localhost:11434/", true),
            ("http://[::1]:80/v1", true),
            ("https://bücher.example/v1", true),
            ("api.example.com", false),
            ("ftp://api.example.com", false),
            ("https://", false),
            ("https://me:secret@api.example.com", false),
            ("https://api.example.com?x=1", false),
            ("https://api.example.com/#top", false),
            ("file:///etc/passwd", false),
        ] {
            assert_eq!(parse_base_url(text).is_ok(), fits, "{text}");
        }
    }

    #[test]
    fn no_slash_is_left_at_the_end_of_a_path() {
        let url = parse_base_url("https://api.example.com/v1//").expect("a base URL");
        assert_eq!(url.as_str(), "https://api.example.com/v1");
    }
}
