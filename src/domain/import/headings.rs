//! What people call the columns of their files.

use super::{mapping::ImportField, words::folded};
use crate::domain::Channel;

/// A name of a column, and what it is. `rank` tells the better of two columns for the same field: the smaller.
pub(super) struct Heading {
    pub field: ImportField,
    pub rank: usize,
}

/// Each field with the names that columns for it have, best first, as [`folded`] leaves them.
///
/// Beside our own in English and Spanish: Google Contacts ("First Name", "Phone 1 - Value"), Outlook, `HubSpot` ("Record ID", "WhatsApp
/// Phone Number"), Salesforce, Zendesk (`locale`), Intercom (`user_id`, `unsubscribed_from…`), Twilio (`identity`), and the WhatsApp
/// Business platform (`wa_id`, `profile_name`) with those who resell it.
const HEADINGS: [(ImportField, &[&str]); 11] = [
    (
        ImportField::Name,
        &[
            "name",
            "nombre",
            "displayname",
            "nombremostrado",
            "fullname",
            "nombrecompleto",
            "nombreyapellidos",
            "nombreyapellido",
            "apellidosynombre",
            "contactname",
            "nombredelcontacto",
            "nombredecontacto",
            "customername",
            "nombredelcliente",
            "nombrecliente",
            "profilename",
            "pushname",
            "whatsappname",
            "waname",
            "fileas",
            "friendlyname",
            "username",
            "cliente",
            "contacto",
            "customer",
            "contact",
        ],
    ),
    (
        ImportField::GivenName,
        &[
            "firstname",
            "givenname",
            "nombredepila",
            "primernombre",
            "fname",
            "forename",
        ],
    ),
    (
        ImportField::FamilyName,
        &[
            "lastname",
            "familyname",
            "surname",
            "apellidos",
            "apellido",
            "primerapellido",
            "lname",
        ],
    ),
    (
        ImportField::ContactId,
        &[
            "contactid",
            "iddecontacto",
            "iddelcontacto",
            "idcontacto",
            "channelcontactid",
            "waid",
            "whatsappid",
            "whatsappphonenumber",
            "whatsappnumber",
            "numerodewhatsapp",
            "telefonodewhatsapp",
            "telefonowhatsapp",
            "whatsapp",
            "phonenumber",
            "numerodetelefono",
            "numerotelefono",
            "nodetelefono",
            "nodemovil",
            "numerodetelefonomovil",
            "mobilephonenumber",
            "mobilephone",
            "mobilenumber",
            "numerodemovil",
            "numeromovil",
            "telefonomovil",
            "telefonocelular",
            "phone1value",
            "telefono1valor",
            "mobile",
            "movil",
            "celular",
            "cellphone",
            "cell",
            "phone",
            "telefono",
            "telephone",
            "tel",
            "tlf",
            "tfno",
            "telf",
            "msisdn",
            "identifier",
            "identificador",
            "channelidentifier",
            "channeluserid",
            "platformid",
            "platformuserid",
            "identity",
            "telegramid",
            "telegramuserid",
            "telegramchatid",
            "chatid",
            "psid",
            "messengerid",
            "igsid",
            "instagramid",
            "lineid",
            "lineuid",
            "lineuserid",
            "viberid",
            "viberuserid",
            "visitorid",
            "recipient",
            "destinatario",
            "phonewithcountrycode",
            "number",
            "numero",
        ],
    ),
    (
        ImportField::ExternalCode,
        &[
            "externalcode",
            "codigoexterno",
            "externalid",
            "idexterno",
            "externalreference",
            "externalref",
            "referenciaexterna",
            "crmid",
            "idcrm",
            "iddecrm",
            "customerid",
            "idcliente",
            "iddecliente",
            "iddelcliente",
            "clientid",
            "codigocliente",
            "codigodecliente",
            "numerodecliente",
            "customernumber",
            "customercode",
            "recordid",
            "iddelregistro",
            "iddederegistro",
            "iddeobjeto",
            "hsobjectid",
            "vid",
            "userid",
            "iddeusuario",
            "uuid",
            "reference",
            "referencia",
            "code",
            "codigo",
            "id",
        ],
    ),
    (
        ImportField::Channel,
        &[
            "channel",
            "canal",
            "channelcode",
            "codigodecanal",
            "channeltype",
            "tipodecanal",
            "channelname",
            "nombredelcanal",
            "messagingchannel",
            "canaldemensajeria",
            "platform",
            "plataforma",
            "network",
        ],
    ),
    (
        ImportField::Language,
        &[
            "language",
            "idioma",
            "languagecode",
            "codigodeidioma",
            "preferredlanguage",
            "idiomapreferido",
            "preferredlang",
            "locale",
            "languagetag",
            "lang",
            "lengua",
            "contactlanguage",
            "userlocale",
            "configuracionregional",
        ],
    ),
    (
        ImportField::Proactive,
        &[
            "proactive",
            "proactivos",
            "proactivo",
            "proactivemessages",
            "mensajesproactivos",
            "proactiveallowed",
            "optin",
            "optedin",
            "whatsappoptin",
            "marketingoptin",
            "smsoptin",
            "hasoptedin",
            "optinstatus",
            "subscribed",
            "suscrito",
            "issubscribed",
            "subscriptionstatus",
            "estadodesuscripcion",
            "marketingconsent",
            "acceptsmarketing",
            "consent",
            "consentimiento",
            "allowbroadcast",
            "broadcastallowed",
        ],
    ),
    (
        ImportField::Reactive,
        &[
            "reactive",
            "reactivos",
            "reactivo",
            "reactivemessages",
            "mensajesreactivos",
            "reactiveallowed",
            "chatallowed",
            "chatpermitido",
            "allowchat",
            "automatedreplies",
            "respuestasautomaticas",
            "botenabled",
            "botactive",
            "botactivo",
            "automation",
        ],
    ),
    (
        ImportField::ProactiveBlocked,
        &[
            "proactiveblocked",
            "proactivosbloqueados",
            "optedout",
            "optout",
            "isoptedout",
            "hasoptedout",
            "whatsappoptout",
            "smsoptout",
            "marketingoptout",
            "unsubscribed",
            "isunsubscribed",
            "dadodebaja",
            "baja",
            "donotcontact",
            "nocontactar",
            "dnc",
            "blacklisted",
            "blocked",
            "bloqueado",
            "isblocked",
        ],
    ),
    (
        ImportField::ReactiveBlocked,
        &[
            "reactiveblocked",
            "reactivosbloqueados",
            "chatblocked",
            "chatbloqueado",
            "botdisabled",
            "botdesactivado",
            "muted",
        ],
    ),
];

/// Columns that are a whole name where they stand alone, and a given name beside one of family names.
const GIVEN_BESIDE_FAMILY: [&str; 2] = ["name", "nombre"];

/// Which channel a column's name speaks of, where it is of one alone.
const CHANNEL_HEADINGS: [(Channel, &[&str]); 7] = [
    (Channel::Whatsapp, &["whatsapp", "waid"]),
    (Channel::Telegram, &["telegram"]),
    (Channel::Messenger, &["psid", "messenger"]),
    (Channel::Instagram, &["igsid", "instagram"]),
    (Channel::Line, &["lineid", "lineuid", "lineuserid"]),
    (Channel::Viber, &["viber"]),
    (Channel::Webchat, &["visitorid"]),
];

/// What a column of this name is.
pub(super) fn heading(name: &str) -> Option<Heading> {
    let name = folded(name);
    HEADINGS.iter().find_map(|(field, names)| {
        let rank = names.iter().position(|known| *known == name)?;
        Some(Heading {
            field: *field,
            rank,
        })
    })
}

/// Whether the column is of given names where another one is of family names.
pub(super) fn is_given_beside_family(name: &str) -> bool {
    GIVEN_BESIDE_FAMILY.contains(&folded(name).as_str())
}

/// The channel that a column of contact IDs is of, where its name says so.
pub(super) fn channel_of_heading(name: &str) -> Option<Channel> {
    let name = folded(name);
    CHANNEL_HEADINGS.into_iter().find_map(|(channel, words)| {
        words
            .iter()
            .any(|word| name.starts_with(word))
            .then_some(channel)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_known_name_is_written_as_it_is_compared_and_means_one_field() {
        let mut seen = HashSet::new();
        for (_, names) in HEADINGS {
            for name in names {
                assert_eq!(folded(name), *name);
                assert!(seen.insert(*name), "{name}");
            }
        }
    }
}
