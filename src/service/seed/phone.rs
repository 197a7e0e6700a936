//! Mobile numbers of the world, as the countries' numbering plans lay them out.

use super::random::shuffle;

/// The mobile numbers of one country: calling code, one of the prefixes, then any digits.
///
/// Countries that share a calling code share a plan, or numbers could meet.
pub(super) struct PhonePlan {
    /// ISO 3166 code of the country.
    pub(super) region: &'static str,
    calling_code: &'static str,
    /// What mobile numbers begin with, without the trunk 0.
    prefixes: &'static [&'static str],
    /// How many digits follow the prefix.
    digits: u32,
}

impl PhonePlan {
    /// How many different numbers there are.
    const fn capacity(&self) -> u64 {
        self.prefixes.len() as u64 * 10_u64.pow(self.digits)
    }

    /// The number of this index with its calling code, without `+`; a number of its own for every index
    /// below the capacity.
    pub(super) fn number(&self, index: u64, key: u64) -> String {
        let place = shuffle(index, self.capacity(), key);
        let block = 10_u64.pow(self.digits);
        let prefix = usize::try_from(place / block).map_or("", |at| self.prefixes[at]);
        let width = self.digits as usize;
        format!("{}{prefix}{:0width$}", self.calling_code, place % block)
    }
}

macro_rules! plans {
    ($($name:ident = $region:literal $calling_code:literal [$($prefix:literal)+] $digits:literal;)+) => {
        $(pub(super) static $name: PhonePlan = PhonePlan {
            region: $region,
            calling_code: $calling_code,
            prefixes: &[$($prefix),+],
            digits: $digits,
        };)+

        #[cfg(test)]
        static ALL: &[&PhonePlan] = &[$(&$name),+];
    };
}

// One country a line: region, calling code, prefixes, and how many digits follow.
plans! {
    AFGHANISTAN = "AF" "93" ["70" "71" "72" "73" "74" "76" "77" "78" "79"] 7;
    ARGENTINA = "AR" "54" ["9112" "9113" "9114" "9115" "9116" "9261" "9341" "9351"] 7;
    BRAZIL = "BR" "55" ["1195" "1196" "1197" "1198" "1199" "2198" "2199" "3199" "4199" "5199" "6198" "7199" "8199" "8599"] 7;
    CHILE = "CL" "56" ["93" "94" "95" "96" "97" "98" "99"] 7;
    CHINA = "CN" "86" ["135" "136" "137" "138" "139" "150" "151" "158" "159" "177" "182" "186" "187" "188" "189"] 8;
    COLOMBIA = "CO" "57" ["300" "301" "302" "304" "305" "310" "311" "312" "313" "314" "315" "316" "317" "318" "320" "321" "350"] 7;
    DENMARK = "DK" "45" ["20" "21" "22" "23" "26" "27" "28" "29" "30" "31" "40" "41" "42" "51" "52" "53" "60" "61"] 6;
    EGYPT = "EG" "20" ["10" "11" "12" "15"] 8;
    FRANCE = "FR" "33" ["60" "61" "62" "63" "64" "65" "66" "67" "68" "69" "75" "76" "77" "78"] 7;
    GERMANY = "DE" "49" ["1511" "1512" "1515" "1516" "1520" "1522" "1523" "1573" "1575" "1577" "1590"] 7;
    GREECE = "GR" "30" ["690" "693" "694" "695" "697" "698" "699"] 7;
    INDIA = "IN" "91" ["70" "81" "86" "87" "88" "90" "93" "94" "95" "96" "97" "98" "99"] 8;
    INDONESIA = "ID" "62" ["811" "812" "813" "815" "816" "817" "818" "819" "821" "822" "852" "857" "858" "877" "878" "896"] 8;
    IRELAND = "IE" "353" ["83" "85" "86" "87" "89"] 7;
    ISRAEL = "IL" "972" ["50" "52" "53" "54" "55" "58"] 7;
    ITALY = "IT" "39" ["320" "328" "329" "333" "334" "335" "338" "339" "340" "345" "347" "348" "349" "366" "380" "388" "389" "392"] 7;
    JAPAN = "JP" "81" ["70" "80" "90"] 8;
    MEXICO = "MX" "52" ["222" "331" "332" "333" "442" "552" "553" "554" "555" "556" "558" "664" "811" "812" "818" "998" "999"] 7;
    MOROCCO = "MA" "212" ["61" "62" "63" "64" "65" "66" "67" "68" "69" "70"] 7;
    NETHERLANDS = "NL" "31" ["61" "62" "63" "64" "65" "68"] 7;
    NORTH_AMERICA = "US" "1" ["2027" "2063" "2124" "2135" "3033" "3054" "3105" "3128" "3474" "4045" "4157" "5124" "6172" "6464" "7025" "7138" "7864" "8183" "9176"] 6;
    PERU = "PE" "51" ["91" "92" "93" "94" "95" "96" "97" "98" "99"] 7;
    PHILIPPINES = "PH" "63" ["905" "906" "915" "916" "917" "918" "919" "920" "921" "926" "927" "928" "939" "945" "956" "977" "995" "998"] 7;
    POLAND = "PL" "48" ["50" "51" "53" "60" "66" "69" "72" "73" "78" "79" "88"] 7;
    PORTUGAL = "PT" "351" ["91" "92" "93" "96"] 7;
    ROMANIA = "RO" "40" ["72" "73" "74" "75" "76" "77" "78"] 7;
    RUSSIA = "RU" "7" ["903" "905" "906" "909" "910" "911" "912" "915" "916" "917" "921" "925" "926" "950" "961" "964" "977" "985" "999"] 7;
    SAUDI_ARABIA = "SA" "966" ["50" "53" "54" "55" "56" "58" "59"] 7;
    SOUTH_KOREA = "KR" "82" ["102" "103" "104" "105" "106" "107" "108" "109"] 7;
    SPAIN = "ES" "34" ["60" "61" "62" "63" "64" "65" "66" "67" "68" "69" "71" "72" "73" "74"] 7;
    SWEDEN = "SE" "46" ["70" "72" "73" "76" "79"] 7;
    SWITZERLAND = "CH" "41" ["76" "77" "78" "79"] 7;
    TAIWAN = "TW" "886" ["91" "92" "93" "95" "96" "97" "98"] 7;
    THAILAND = "TH" "66" ["61" "62" "80" "81" "82" "83" "84" "85" "86" "87" "89" "91" "92" "94" "95" "98"] 7;
    TURKEY = "TR" "90" ["505" "506" "530" "531" "532" "533" "535" "536" "537" "541" "542" "543" "544" "546" "551" "553" "555"] 7;
    UKRAINE = "UA" "380" ["50" "63" "66" "67" "68" "73" "93" "95" "96" "97" "98" "99"] 7;
    UNITED_KINGDOM = "GB" "44" ["74" "75" "77" "78" "79"] 8;
    VIETNAM = "VN" "84" ["32" "33" "34" "35" "36" "37" "38" "39" "70" "76" "77" "79" "83" "84" "85" "90" "91" "93" "94" "96" "97" "98"] 7;
}

#[cfg(test)]
mod tests {
    use super::super::Seeder;
    use super::*;

    #[test]
    fn every_plan_has_a_number_for_every_index() {
        for plan in ALL {
            assert!(plan.capacity() >= Seeder::MAX_CONTACTS, "{}", plan.region);
        }
    }

    /// Otherwise two prefixes, or two countries, could spell the same number.
    #[test]
    fn no_beginning_is_the_beginning_of_another() {
        let beginnings: Vec<String> = ALL
            .iter()
            .flat_map(|plan| {
                plan.prefixes
                    .iter()
                    .map(|prefix| format!("{}{prefix}", plan.calling_code))
            })
            .collect();
        for (at, one) in beginnings.iter().enumerate() {
            for (other_at, other) in beginnings.iter().enumerate() {
                assert!(
                    at == other_at || !one.starts_with(other.as_str()),
                    "{one} {other}"
                );
            }
        }
    }

    #[test]
    fn a_number_has_its_countrys_beginning_and_length() {
        for index in 0..1000 {
            let number = SPAIN.number(index, 3);
            assert_eq!(number.len(), 11, "{number}");
            assert!(
                number.starts_with("346") || number.starts_with("347"),
                "{number}"
            );
        }
    }
}
