//! Spanish.

use super::ShortcutMessages;

pub(super) const MESSAGES: ShortcutMessages = ShortcutMessages {
    search: "Buscar",
    new: "Añadir un contacto",
    move_: "Moverse entre filas",
    edit: "Editar la fila",
    proactive: "Cambiar los mensajes proactivos",
    reactive: "Cambiar los mensajes reactivos",
    help: "Esta lista",
    close: "Cerrar lo que esté abierto",
};
