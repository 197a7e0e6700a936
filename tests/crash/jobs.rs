//! The server is killed in the middle of an import and of a change in bulk: after the next start each is done, once.

use super::{DATABASE, client::Client, inspect, random, start};
use crate::shell::{Server, folder, output, success};
use serde_json::{Value, json};
use std::{fmt::Write, path::Path};

const ROWS: u64 = 6_000;
/// Every one of so many rows is refused.
const BAD: u64 = 50;

struct Desk<'a> {
    folder: &'a Path,
    token: String,
    server: Option<Server>,
}

impl<'a> Desk<'a> {
    fn new(folder: &'a Path) -> Self {
        let create = [
            "token",
            "create",
            "--name",
            "crm",
            "--scope",
            "contacts:read,contacts:write,imports:write",
            "--database",
            DATABASE,
        ];
        let token = success(output(folder, &create)).trim_end().to_owned();
        Self {
            folder,
            token,
            server: Some(start(folder)),
        }
    }

    fn client(&self) -> Client {
        Client {
            address: self.server.as_ref().unwrap().address().to_owned(),
            token: self.token.clone(),
        }
    }

    fn post(&self, path: &str, body: &str) -> Value {
        let answer = self.client().send("POST", path, "", body).unwrap();
        assert!(matches!(answer.status, 201 | 202), "{}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    fn total(&self, query: &str) -> Value {
        self.client().get(&format!("/contacts?{query}")).1["total"]["value"].clone()
    }

    /// Kills the server once the job has come some way, proves what is there, and starts it again.
    fn kill_within(&mut self, path: &str, first: u64) {
        let wanted = first + random(ROWS / 2);
        loop {
            let (_, job) = self.client().get(path);
            if job["counts"]["rows"].as_u64().unwrap() >= wanted || job["state"] != "running" {
                break;
            }
        }
        self.kill();
    }

    fn kill(&mut self) {
        self.server.take().unwrap().kill();
        self.verify();
        self.server = Some(start(self.folder));
    }

    fn verify(&self) {
        let verify = ["ledger", "verify", "--database", DATABASE];
        let told = success(output(self.folder, &verify));
        assert!(told.starts_with("The ledger holds"), "{told}");
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(inspect(&self.folder.join(DATABASE)));
    }

    fn done(&self, path: &str) -> Value {
        loop {
            let (_, job) = self.client().get(path);
            if job["state"] == "done" {
                return job["counts"].clone();
            }
            assert_eq!(job["state"], "running", "{job}");
        }
    }
}

fn file() -> String {
    let mut file = "channel,contact_id,name\n".to_owned();
    for row in 0..ROWS {
        let id = if row % BAD == 7 {
            "not a number".to_owned()
        } else {
            (1_000_000 + row).to_string()
        };
        writeln!(file, "telegram,{id},Somebody {row}").unwrap();
    }
    file
}

#[test]
fn what_a_killed_server_was_doing_to_many_contacts_is_done_once() {
    let refused = ROWS / BAD;
    for there in [false, true] {
        let folder = folder();
        let mut desk = Desk::new(folder.path());
        if there {
            let new = json!({ "channel": "telegram", "contact_id": "7", "name": "Else" });
            desk.post("/contacts", &new.to_string());
        }
        let others = u64::from(there);
        let job = desk.post("/imports", &file());
        let path = format!("/imports/{}", job["id"].as_str().unwrap());
        // An empty database gets all rows at once, so the first killing leaves none of them.
        if there {
            desk.kill_within(&path, 1);
        }
        desk.kill();
        let counts = desk.done(&path);
        assert_eq!(counts["rows"], ROWS);
        assert_eq!(counts["created"], ROWS - refused);
        assert_eq!(counts["refused"], refused);
        assert_eq!(desk.total(""), ROWS - refused + others);
        let (_, rows) = desk.client().get(&format!("{path}/refused?limit=1000"));
        assert_eq!(rows["data"].as_array().unwrap().len() as u64, refused);

        let request = json!({ "query": "q=somebody", "action": "block_reactive" });
        let job = desk.post("/bulk", &request.to_string());
        let path = format!("/bulk/{}", job["id"].as_str().unwrap());
        desk.kill_within(&path, 1);
        let counts = desk.done(&path);
        assert_eq!(counts["updated"], ROWS - refused);
        assert_eq!(counts["blocked"], ROWS - refused);
        assert_eq!(desk.total("reactive=blocked"), ROWS - refused);

        let undoing = desk.post(&format!("{path}/undo"), "");
        let path = format!("/bulk/{}", undoing["id"].as_str().unwrap());
        desk.kill_within(&path, 1);
        let counts = desk.done(&path);
        assert_eq!(
            counts["updated"],
            ROWS - refused,
            "each was changed once, and nothing twice"
        );
        assert_eq!(desk.total("reactive=blocked"), 0);
        desk.verify();
        desk.server.take().unwrap().kill();
    }
}
