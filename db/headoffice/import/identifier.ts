import { createHash } from 'node:crypto';

/**
 * The identifier of a source's row: UUIDv7 whose time is the row's business date and whose other bits follow from
 * where it came from. The same row of the same source always gets the same identifier.
 * @param parts what names the row: source, table, key
 * @param date local date `YYYY-MM-DD`, not before 1970
 */
export function identifierOf(parts: readonly string[], date: string): string {
  const time = Date.parse(`${date}T00:00:00+08:00`);
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest();
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(Math.max(0, time), 0, 6);
  hash.copy(bytes, 6, 0, 10);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
