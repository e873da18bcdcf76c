import { CRS, type Crs } from '../../geo/crs.ts';
import { ACTORS, type Actor, KNOWN_COLUMNS, type ScanRow } from '../schema/scan-row.ts';
import type { Ingested, Refused } from './ingested.ts';

/** A cell as a sheet or a text file gives it. */
export type Cell = string | number | null;

type Field = keyof ScanRow & string;
const NUMBERS: ReadonlySet<string> = new Set(['longitude', 'latitude', 'accuracyM']);

/** What the columns of a file may be called besides the field itself; compared without spaces, case and marks. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  id: ['scanid', '扫码id', '扫码编号', '记录编号', '流水号'],
  code: ['barcode', 'qrcode', 'codevalue', '码', '码值', '条码', '二维码', '产品码', '瓶码', '盖内码', '扫码内容'],
  dealer: ['dealercode', 'dealerid', '经销商', '经销商编码', '经销商编号', '经销商代码'],
  productLine: ['line', '产品线', '产品系列'],
  sku: ['skucode', 'material', '物料', '物料编码', '产品编码', '商品编码'],
  shipment: ['shipmentno', 'deliveryno', '发货单', '发货单号', '出库单', '出库单号'],
  case: ['casecode', 'carton', '箱码', '箱号'],
  pallet: ['palletcode', '垛码', '托盘码'],
  shippedOn: ['shipdate', 'shippeddate', 'deliverydate', '发货日期', '出库日期', '发货时间'],
  scannedAt: ['scantime', 'scandate', 'time', 'timestamp', 'datetime', '扫码时间', '扫描时间', '扫码日期', '时间'],
  longitude: ['lng', 'lon', 'long', 'x', '经度'],
  latitude: ['lat', 'y', '纬度'],
  crs: ['coordinatesystem', 'coordtype', '坐标系', '坐标类型'],
  accuracyM: ['accuracy', 'precision', 'radius', '精度', '定位精度', '误差'],
  actor: ['role', 'scanner', 'scantype', '角色', '扫码人', '扫码人类型', '扫码类型', '身份'],
  terminal: ['terminalcode', 'shop', 'store', '终端', '终端编码', '门店', '门店编码', '网点编码'],
  user: ['userid', 'openid', 'unionid', '用户', '用户id', '会员'],
  device: ['deviceid', '设备', '设备号', '设备id'],
  source: ['feed', 'channel', 'app', '来源', '渠道', '数据来源'],
};
const ACTOR_WORDS: Readonly<Record<string, Actor>> = {
  稽查: 'inspector', 稽查员: 'inspector', 督查: 'inspector', 经销商: 'dealer', 收货: 'dealer', 终端: 'terminal', 门店: 'terminal', 店主: 'terminal',
  司机: 'driver', 配送: 'driver', 消费者: 'consumer', 顾客: 'consumer', 用户: 'consumer',
}; // biome-ignore format: words
const CRS_WORDS: Readonly<Record<string, Crs>> = {
  gcj02: 'GCJ02', gcj: 'GCJ02', 高德: 'GCJ02', 腾讯: 'GCJ02', 火星: 'GCJ02', 火星坐标: 'GCJ02', amap: 'GCJ02',
  wgs84: 'WGS84', gps: 'WGS84', bd09: 'BD09', bd09ll: 'BD09', 百度: 'BD09', baidu: 'BD09',
}; // biome-ignore format: words

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_\-./()（）:：]/g, '');
const FIELD_OF: ReadonlyMap<string, Field> = new Map(
  [...KNOWN_COLUMNS].flatMap((field) => [field, ...(NAMES[field] ?? [])].map((name) => [plain(name), field as Field])),
);

/** What a table says, and which of its columns mean what. */
export interface IngestedTable extends Ingested {
  readonly columns: readonly { readonly title: string; readonly field: string | null }[];
}

/**
 * Turns the rows of a sheet or a CSV file into scans. Columns are found by their titles, Chinese or English; of two that
 * mean the same the first counts. Numbers may be written as text; times with a blank and days with slashes are understood,
 * and a sheet's own day numbers. What is not understood stays as it is written, so that the preview names it.
 * @param rows the first holds the titles
 */
export function readTable(rows: readonly (readonly Cell[])[]): IngestedTable {
  const [header = [], ...body] = rows;
  const taken = new Set<string>();
  const columns = header.map((cell) => {
    const title = cell === null ? '' : String(cell).trim();
    const field = FIELD_OF.get(plain(title)) ?? null;
    if (field === null || taken.has(field)) return { title, field: null };
    taken.add(field);
    return { title, field };
  });
  const scans: ScanRow[] = [];
  const origins: number[] = [];
  const refused: Refused[] = [];
  let last = '';
  let isInOrder = true;
  body.forEach((cells, index) => {
    if (cells.every((cell) => cell === null || String(cell).trim() === '')) {
      refused.push({ index, reason: 'empty_row', detail: null });
      return;
    }
    const scan: Record<string, unknown> = {};
    columns.forEach(({ title, field }, n) => {
      const cell = cells[n] ?? null;
      const value = typeof cell === 'string' && cell.trim() === '' ? null : cell;
      if (field !== null) scan[field] = value === null ? null : understood(field, value);
      else if (title !== '' && value !== null) scan[title] = value;
    });
    const at = typeof scan.scannedAt === 'string' ? scan.scannedAt : last;
    isInOrder &&= at >= last;
    last = at;
    scans.push(scan as ScanRow);
    origins.push(index);
  });
  return { scans, origins, codes: [], refused, late: 0, isInOrder, columns };
}

function understood(field: Field, cell: string | number): unknown {
  const text = String(cell).trim();
  if (NUMBERS.has(field)) return typeof cell === 'number' ? cell : /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
  if (field === 'actor') return ACTOR_WORDS[text] ?? ACTORS.find((one) => one === text.toLowerCase()) ?? text;
  if (field === 'crs') return CRS_WORDS[plain(text)] ?? CRS.find((one) => one === text) ?? text;
  if (field === 'shippedOn') return dayText(cell)?.slice(0, 10) ?? text;
  if (field === 'scannedAt') return dayText(cell) ?? text;
  return text;
} // biome-ignore format: its first line

/** Days from 1899-12-30, the zero of a sheet's day numbers, to 1970-01-01. */
const SHEET_EPOCH_DAYS = 25_569;
/** Day numbers of the years 2000 to 2099. */
const SHEET_DAYS = [36_526, 73_050] as const;

/** An ISO day or time of what people and sheets write; undefined for anything else. A time stays without a zone where it has none. */
function dayText(cell: string | number): string | undefined {
  if (typeof cell === 'number') {
    if (cell < SHEET_DAYS[0] || cell >= SHEET_DAYS[1] + 1) return undefined;
    const text = new Date(Math.round((cell - SHEET_EPOCH_DAYS) * 86_400) * 1000).toISOString().slice(0, 19);
    return Number.isInteger(cell) ? text.slice(0, 10) : text;
  }
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?$/i.exec(cell.trim()); // biome-ignore format: one pattern
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour, minute = '', second = '00', fraction = '', zone = ''] = match;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  if (hour === undefined) return date;
  const offset = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  return `${date}T${hour.padStart(2, '0')}:${minute}:${second}${fraction}${offset}`;
}
