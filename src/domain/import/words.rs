//! What people call things in their files: fields in the header, and channels and permissions in the cells.

use super::mapping::ImportField;
use crate::domain::{Channel, PermissionState};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A name of a column, and what it is. `rank` tells the better of two columns for the same field: the smaller.
pub(super) struct Heading {
    pub field: ImportField,
    pub rank: usize,
}

/// Each field with the names that columns for it have, best first, as [`folded`] leaves them.
///
/// Beside our own in English and Spanish: Google Contacts ("First Name", "Phone 1 - Value"), Outlook, HubSpot ("Record ID", "WhatsApp
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

/// Which channel a column's name speaks of, where it is of one alone.
const CHANNEL_HEADINGS: [(Channel, &[&str]); 7] = [
    (Channel::Whatsapp, &["whatsapp", "waid"]),
    (Channel::Telegram, &["telegram"]),
    (Channel::Messenger, &["psid", "messenger"]),
    (Channel::Instagram, &["igsid", "instagram"]),
    (Channel::Line, &["lineid", "lineuserid"]),
    (Channel::Viber, &["viber"]),
    (Channel::Webchat, &["visitorid"]),
];

/// Names of channels beside their code and label, as [`folded`] leaves them.
const CHANNEL_NAMES: [(Channel, &[&str]); 9] = [
    (
        Channel::Whatsapp,
        &[
            "wa",
            "whatsappbusiness",
            "whatsappcloud",
            "whatsappcloudapi",
        ],
    ),
    (Channel::Sms, &["text", "textmessage", "mensajedetexto"]),
    (Channel::Rcs, &["rcsbusinessmessaging", "googlercs"]),
    (Channel::Telegram, &["telegrambot", "tg"]),
    (
        Channel::Messenger,
        &["facebookmessenger", "fbmessenger", "facebook", "fb"],
    ),
    (
        Channel::Instagram,
        &["instagramdirect", "instagramdm", "ig"],
    ),
    (Channel::Line, &["linemessenger"]),
    (Channel::Viber, &["viberbot", "viberbusiness"]),
    (
        Channel::Webchat,
        &["web", "livechat", "chatweb", "websitechat", "widget"],
    ),
];

const ACTIVE: [&str; 28] = [
    "active",
    "activo",
    "activa",
    "activado",
    "activada",
    "true",
    "verdadero",
    "yes",
    "y",
    "si",
    "s",
    "1",
    "on",
    "allowed",
    "allow",
    "permitido",
    "permitida",
    "optin",
    "optedin",
    "subscribed",
    "suscrito",
    "suscrita",
    "granted",
    "concedido",
    "enabled",
    "habilitado",
    "accepted",
    "aceptado",
];

const BLOCKED: [&str; 34] = [
    "blocked",
    "bloqueado",
    "bloqueada",
    "inactive",
    "inactivo",
    "inactiva",
    "desactivado",
    "desactivada",
    "false",
    "falso",
    "no",
    "n",
    "0",
    "off",
    "denied",
    "denegado",
    "disallowed",
    "notallowed",
    "nopermitido",
    "optout",
    "optedout",
    "unsubscribed",
    "nosuscrito",
    "dadodebaja",
    "baja",
    "revoked",
    "revocado",
    "withdrawn",
    "retirado",
    "disabled",
    "deshabilitado",
    "rejected",
    "rechazado",
    "stopped",
];

/// Lower case, without accents, and of everything else only letters and digits: "Nº de móvil" becomes "nodemovil".
pub(super) fn folded(text: &str) -> String {
    let text = text.trim();
    if text.is_ascii() {
        return text
            .bytes()
            .filter(u8::is_ascii_alphanumeric)
            .map(|byte| char::from(byte.to_ascii_lowercase()))
            .collect();
    }
    text.nfkd()
        .filter(|c| !is_combining_mark(*c) && c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

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

/// By code, label or another usual name.
pub(super) fn channel(cell: &str) -> Option<Channel> {
    if let Ok(channel) = cell.parse() {
        return Some(channel);
    }
    let cell = folded(cell);
    let named = CHANNEL_NAMES
        .into_iter()
        .find_map(|(channel, names)| names.contains(&cell.as_str()).then_some(channel));
    cell.parse().ok().or(named)
}

/// The plain words for either state; `None` for every other.
pub(super) fn permission(cell: &str) -> Option<PermissionState> {
    // As our own exports have it.
    if let Ok(state) = cell.parse() {
        return Some(state);
    }
    let cell = folded(cell);
    if ACTIVE.contains(&cell.as_str()) {
        Some(PermissionState::Active)
    } else if BLOCKED.contains(&cell.as_str()) {
        Some(PermissionState::Blocked)
    } else {
        None
    }
}

/// The state that a cell of a forbidding column (`opted_out`) means: yes is blocked, no is active. A word that names a state
/// itself, such as "unsubscribed" or "active", means that one.
pub(super) fn forbidding(cell: &str) -> Option<PermissionState> {
    let cell = folded(cell);
    let plain = ["true", "verdadero", "yes", "y", "si", "s", "1", "on"];
    let against = ["false", "falso", "no", "n", "0", "off"];
    if plain.contains(&cell.as_str()) {
        Some(PermissionState::Blocked)
    } else if against.contains(&cell.as_str()) {
        Some(PermissionState::Active)
    } else {
        permission(&cell)
    }
}
