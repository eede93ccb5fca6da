"""From a result to what people read: disclosure control, then pages, workbooks, tables, in every language."""
