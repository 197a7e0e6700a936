//! Spanish.

use super::ExportMessages;

pub(super) const MESSAGES: ExportMessages = ExportMessages {
    title: "Exportar contactos",
    text: "El archivo refleja el momento en que empieza la descarga, aunque otras personas hagan cambios mientras tanto.",
    which: "Qué contactos",
    view: "La vista actual",
    everything: "Todo",
    ticked: "Los contactos seleccionados",
    no_conditions: "sin búsqueda ni filtros",
    searched: "«{}»",
    sorted: "por {}, {}",
    oldest_first: "primero los más antiguos",
    columns: "Columnas",
    columns_hint: "Sus nombres en el archivo son los de la API, iguales en todos los idiomas. Si no marcas ninguna, se exportan todas.",
    format: "Formato",
    csv: "CSV",
    csv_hint: "para hojas de cálculo; lo que una hoja ejecutaría como fórmula empieza con un apóstrofo",
    ndjson: "NDJSON",
    ndjson_hint: "para programas: un objeto JSON por línea",
    bom: "Con marca de orden de bytes (BOM)",
    bom_hint: "solo en CSV; Excel la necesita para mostrar las tildes",
    download: "Descargar",
    back: "Volver a los contactos",
    busy: "Hay otras exportaciones en curso. Inténtelo de nuevo dentro de un momento.",
};
