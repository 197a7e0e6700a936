//! A page that was answered, and what a reader finds in it.

use super::{Answer, TestApp};
use http::{StatusCode, header};
use scraper::{ElementRef, Html, Selector};

/// A page, as a reader without scripts has it.
pub struct Page {
    pub html: Html,
    pub raw: String,
}

impl Page {
    pub fn of(answer: &Answer) -> Self {
        assert!(answer.header(header::CONTENT_TYPE).starts_with("text/html"));
        let raw = answer.text().to_owned();
        Self {
            html: Html::parse_document(&raw),
            raw,
        }
    }

    pub async fn at(app: &TestApp, address: &str) -> Self {
        let answer = app.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        Self::of(&answer)
    }

    pub fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        let selector = Selector::parse(selector).unwrap();
        self.html.select(&selector).collect()
    }

    pub fn one(&self, selector: &str) -> ElementRef<'_> {
        let found = self.all(selector);
        assert_eq!(found.len(), 1, "{selector}");
        found[0]
    }

    /// The texts of a column, from the top.
    pub fn column(&self, label: &str) -> Vec<String> {
        self.all(&format!("tbody td[data-label='{label}']"))
            .into_iter()
            .map(text)
            .collect()
    }

    /// Where a link of the pager leads, if it does.
    pub fn pager(&self, label: &str) -> Option<String> {
        let link = self
            .all("footer nav a")
            .into_iter()
            .find(|link| text(*link) == label);
        link.unwrap().attr("href").map(str::to_owned)
    }

    pub fn root(&self, attribute: &str) -> &str {
        self.one("html").attr(attribute).unwrap()
    }
}

pub fn text(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().trim().to_owned()
}
