//! Argon2id, in memory that is kept for the next hash.
//!
//! The crate takes 19 MiB anew for each hash and gives them back to the allocator, which keeps them for the thread that
//! hashed: after a while every thread has its own. So each place to hash at has one piece that whoever hashes borrows.

use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::{
        Error,
        phc::{Output, ParamsString, PasswordHash, Salt},
    },
};
use std::{
    fmt,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// 19 MiB, twice, in one lane: the least that OWASP's cheat sheet on storing passwords asks of argon2id. A guess costs
/// an attacker as much as it costs us.
const PARAMS: Params = match Params::new(19 * 1024, 2, 1, None) {
    Ok(params) => params,
    Err(_) => panic!("argon2 takes these parameters"),
};

/// What nobody hashes in at the moment. There are as many pieces as there were hashes at once at most.
#[derive(Default)]
pub(super) struct Memory(Mutex<Vec<Vec<Block>>>);

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is left in it was made from passwords.
        f.write_str("Memory(…)")
    }
}

impl Memory {
    fn kept(&self) -> MutexGuard<'_, Vec<Vec<Block>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lend<T>(&self, work: impl FnOnce(&mut Vec<Block>) -> T) -> T {
        let mut piece = self.kept().pop().unwrap_or_default();
        let done = work(&mut piece);
        self.kept().push(piece);
        done
    }

    /// A PHC string.
    pub(super) fn hash(&self, password: &[u8], salt: &[u8]) -> Result<String, Error> {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, PARAMS);
        let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
        self.fill(&argon2, password, salt, &mut output)?;
        let hash = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&PARAMS)?,
            salt: Some(Salt::new(salt)?),
            hash: Some(Output::new(&output)?),
        };
        Ok(hash.to_string())
    }

    /// Whether the hash is of this password, by the hash's own parameters.
    pub(super) fn verify(&self, password: &[u8], hash: &PasswordHash) -> Result<bool, Error> {
        let (Some(salt), Some(expected)) = (&hash.salt, &hash.hash) else {
            return Ok(false);
        };
        let algorithm = Algorithm::try_from(hash.algorithm.as_str())?;
        let version = hash.version.map(Version::try_from).transpose()?;
        let argon2 = Argon2::new(
            algorithm,
            version.unwrap_or_default(),
            Params::try_from(hash)?,
        );
        let mut output = vec![0; expected.len()];
        self.fill(&argon2, password, salt, &mut output)?;
        // `Output` compares in constant time.
        Ok(Output::new(&output)? == *expected)
    }

    fn fill(
        &self,
        argon2: &Argon2<'_>,
        password: &[u8],
        salt: &[u8],
        output: &mut [u8],
    ) -> Result<(), Error> {
        self.lend(|piece| {
            let blocks = argon2.params().block_count();
            if piece.len() < blocks {
                piece.resize(blocks, Block::new());
            }
            // Every block is written before it is read, so what another password has left in them doesn't matter.
            argon2.hash_password_into_with_memory(password, salt, output, piece)?;
            Ok(())
        })
    }
}

/// Whether it was made as one would be made today.
pub(super) fn is_current(hash: &PasswordHash) -> bool {
    hash.algorithm == Algorithm::Argon2id.ident()
        && hash.version == Some(Version::V0x13.into())
        && Params::try_from(hash).is_ok_and(|params| {
            params.m_cost() == PARAMS.m_cost()
                && params.t_cost() == PARAMS.t_cost()
                && params.p_cost() == PARAMS.p_cost()
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::password_hash::{PasswordHasher, PasswordVerifier};

    const SALT: &[u8] = b"sixteen bytes...";

    fn theirs(params: Params) -> Argon2<'static> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
    }

    #[test]
    fn the_same_piece_serves_one_hash_after_the_other() {
        let memory = Memory::default();
        let hash = memory.hash(b"a wombat in the rain", SALT).unwrap();
        let piece = memory.kept()[0].as_ptr();
        let hash = PasswordHash::new(&hash).unwrap();
        for password in [&b"a wombat in the rain"[..], b"another", b""] {
            let right = memory.verify(password, &hash).unwrap();
            assert_eq!(right, password == b"a wombat in the rain");
        }
        let kept = memory.kept();
        assert_eq!((kept.len(), kept[0].as_ptr()), (1, piece));
        assert_eq!(kept[0].len() * Block::SIZE, 19 * 1024 * 1024);
    }

    #[test]
    fn whoever_hashes_at_the_same_time_has_another_piece() {
        let memory = Memory::default();
        memory.lend(|one| {
            one.push(Block::new());
            memory.lend(|other| other.push(Block::new()));
        });
        let pieces: Vec<usize> = memory.kept().iter().map(Vec::len).collect();
        assert_eq!(pieces, [1, 1]);
    }

    #[test]
    fn hashes_are_those_of_the_crate_whatever_was_hashed_before() {
        let memory = Memory::default();
        memory.hash(b"something else", b"another salt....").unwrap();
        for (password, params) in [
            ("a wombat in the rain", PARAMS),
            ("pässwörd", Params::new(8 * 1024, 1, 1, None).unwrap()),
            ("short", Params::new(20 * 1024, 1, 2, Some(16)).unwrap()),
        ] {
            let password = password.as_bytes();
            let hash = theirs(params)
                .hash_password_with_salt(password, SALT)
                .unwrap();
            assert!(memory.verify(password, &hash).unwrap());
            assert!(!memory.verify(b"wrong", &hash).unwrap());
        }
        let ours = memory.hash(b"a wombat in the rain", SALT).unwrap();
        let same = theirs(PARAMS).hash_password_with_salt(b"a wombat in the rain", SALT);
        assert_eq!(ours, same.unwrap().to_string());
        let parsed = PasswordHash::new(&ours).unwrap();
        let verified = theirs(PARAMS).verify_password(b"a wombat in the rain", &parsed);
        assert!(verified.is_ok());
    }

    #[test]
    fn what_is_no_whole_hash_is_of_no_password() {
        let memory = Memory::default();
        let without = PasswordHash::new("$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdCEhIQ");
        assert!(!memory.verify(b"", &without.unwrap()).unwrap());
        let foreign = PasswordHash::new(
            "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E",
        );
        assert!(memory.verify(b"password", &foreign.unwrap()).is_err());
    }
}
