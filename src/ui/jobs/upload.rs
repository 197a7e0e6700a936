//! Where a file is chosen, or dropped, to be imported.

use super::job_messages;
use crate::{
    i18n::filled,
    ui::{
        account::{Frame, Head, JOBS_STYLE, Refusal, parts::RefusalNotice},
        paths,
        preferences::{locale, messages},
        state::LIST_PATH,
    },
};
use leptos::prelude::*;

#[derive(Clone, Debug)]
pub struct UploadPage {
    pub max_bytes: u64,
    pub refusal: Option<Refusal>,
}

impl UploadPage {
    #[must_use]
    pub fn render(self, frame: Frame) -> String {
        let title = frame.preferences.locale.job_messages().import;
        let head = Head {
            style: Some(JOBS_STYLE),
            script: Some("/upload.js"),
            goes_on: false,
        };
        frame.page(title, head, || {
            let m = job_messages();
            let hint = filled(m.drop_hint, &locale().bytes(self.max_bytes));
            view! {
                <main id="main" tabindex="-1">
                    <div class="page narrow job">
                        <div class="page-head">
                            <nav class="breadcrumb" aria-label=messages().breadcrumb>
                                <ol>
                                    <li><a href=LIST_PATH>{messages().contacts}</a></li>
                                </ol>
                            </nav>
                            <h1>{title}</h1>
                        </div>
                        <RefusalNotice refusal=self.refusal/>
                        <p class="lead">{m.import_lead}</p>
                        <form
                            method="post"
                            action=paths::IMPORT
                            enctype="multipart/form-data"
                            class="upload"
                            data-max=self.max_bytes.to_string()
                            data-too-large=locale().file_problem(
                                crate::domain::import::FileProblem::TooLarge,
                                self.max_bytes,
                            )
                            data-uploading=m.uploading
                        >
                            <div class="drop-zone">
                                <label for="file">{m.drop}</label>
                                <input
                                    type="file"
                                    id="file"
                                    name="file"
                                    accept=".csv,.tsv,.txt,text/csv"
                                    required
                                    aria-describedby="file-hint"
                                />
                                <output for="file"></output>
                                <p id="file-hint">{hint}</p>
                            </div>
                            <p class="lead">{m.import_rules}</p>
                            <div class="job-actions">
                                <button type="submit" class="button primary">{m.upload}</button>
                                <a class="button" href=LIST_PATH>{messages().cancel}</a>
                            </div>
                        </form>
                    </div>
                </main>
            }
            .into_any()
        })
    }
}
