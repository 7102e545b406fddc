import { stringify } from 'csv-stringify';
import type { Stringifier } from 'csv-stringify';
import type { ExportedFile } from './exported-file.js';

interface CsvOptions {
  /** Spreadsheets of Microsoft take UTF-8 for another encoding without a byte order mark. @default false */
  bom?: boolean;
}

/** Spreadsheets run cells that begin like a formula, so such a cell gets a quote in front; numbers are not touched. */
export function csv(columns: readonly string[], { bom = false }: CsvOptions = {}): Stringifier {
  return stringify({
    header: true,
    columns: [...columns],
    bom,
    escape_formulas: true,
    record_delimiter: 'windows',
    quoted_match: /[\r\n]/,
  });
}

export const csvFile = (name: string, columns: readonly string[], options?: CsvOptions): ExportedFile => ({
  name,
  contentType: 'text/csv; charset=utf-8',
  format: csv(columns, options),
});
