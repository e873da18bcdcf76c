import type { DivisionIndex } from '../../domain/geo/types.ts';

/** A city of the demo company's five provinces: its code, its name and a point in its middle (GCJ-02, degrees). */
export interface City {
  readonly adcode: string;
  readonly name: string;
  readonly nameEn: string;
  readonly longitude: number;
  readonly latitude: number;
  /** Weight of its market. */
  readonly market: number;
}

export interface Province {
  readonly adcode: string;
  readonly name: string;
  readonly nameEn: string;
  readonly cities: readonly City[];
}

const city = (
  adcode: string,
  name: string,
  nameEn: string,
  longitude: number,
  latitude: number,
  market: number,
): City => ({ adcode, name, nameEn, longitude, latitude, market });

/** Codes: 民政部 2024. Points: city seats, to two decimals. Market weights are made up. */
export const PROVINCES: readonly Province[] = [
  {
    adcode: '310000',
    name: '上海',
    nameEn: 'Shanghai',
    cities: [city('310100', '上海', 'Shanghai', 121.43, 31.2, 10)],
  },
  {
    adcode: '320000',
    name: '江苏',
    nameEn: 'Jiangsu',
    cities: [
      city('320100', '南京', 'Nanjing', 118.78, 32.04, 6),
      city('320200', '无锡', 'Wuxi', 120.29, 31.56, 5),
      city('320300', '徐州', 'Xuzhou', 117.2, 34.26, 3),
      city('320400', '常州', 'Changzhou', 119.96, 31.79, 3),
      city('320500', '苏州', 'Suzhou', 120.6, 31.31, 7),
      city('320600', '南通', 'Nantong', 120.87, 32.0, 4),
      city('320700', '连云港', 'Lianyungang', 119.17, 34.6, 2),
      city('320800', '淮安', 'Huaian', 119.03, 33.6, 2),
      city('320900', '盐城', 'Yancheng', 120.14, 33.36, 2),
      city('321000', '扬州', 'Yangzhou', 119.42, 32.39, 2),
      city('321100', '镇江', 'Zhenjiang', 119.44, 32.19, 2),
      city('321200', '泰州', 'Taizhou (Jiangsu)', 119.91, 32.48, 2),
      city('321300', '宿迁', 'Suqian', 118.28, 33.96, 1),
    ],
  },
  {
    adcode: '330000',
    name: '浙江',
    nameEn: 'Zhejiang',
    cities: [
      city('330100', '杭州', 'Hangzhou', 120.17, 30.27, 8),
      city('330200', '宁波', 'Ningbo', 121.55, 29.87, 6),
      city('330300', '温州', 'Wenzhou', 120.68, 28.01, 4),
      city('330400', '嘉兴', 'Jiaxing', 120.75, 30.75, 3),
      city('330500', '湖州', 'Huzhou', 120.1, 30.87, 2),
      city('330600', '绍兴', 'Shaoxing', 120.58, 30.02, 3),
      city('330700', '金华', 'Jinhua', 119.65, 29.09, 3),
      city('330800', '衢州', 'Quzhou', 118.87, 28.96, 1),
      city('330900', '舟山', 'Zhoushan', 122.1, 30.02, 1),
      city('331000', '台州', 'Taizhou', 121.4, 28.66, 3),
      city('331100', '丽水', 'Lishui', 119.92, 28.46, 1),
    ],
  },
  {
    adcode: '340000',
    name: '安徽',
    nameEn: 'Anhui',
    cities: [
      city('340100', '合肥', 'Hefei', 117.27, 31.84, 5),
      city('340200', '芜湖', 'Wuhu', 118.38, 31.33, 3),
      city('340300', '蚌埠', 'Bengbu', 117.36, 32.93, 2),
      city('340400', '淮南', 'Huainan', 117.01, 32.64, 1),
      city('340500', '马鞍山', 'Maanshan', 118.5, 31.69, 1),
      city('340600', '淮北', 'Huaibei', 116.79, 33.96, 1),
      city('340700', '铜陵', 'Tongling', 117.81, 30.94, 1),
      city('340800', '安庆', 'Anqing', 117.04, 30.54, 2),
      city('341000', '黄山', 'Huangshan', 118.33, 29.71, 1),
      city('341100', '滁州', 'Chuzhou', 118.32, 32.3, 2),
      city('341200', '阜阳', 'Fuyang', 115.81, 32.9, 2),
      city('341300', '宿州', 'Suzhou (Anhui)', 116.97, 33.64, 1),
      city('341500', '六安', 'Luan', 116.51, 31.75, 1),
      city('341600', '亳州', 'Bozhou', 115.78, 33.85, 1),
      city('341700', '池州', 'Chizhou', 117.49, 30.66, 1),
      city('341800', '宣城', 'Xuancheng', 118.76, 30.95, 1),
    ],
  },
  {
    adcode: '350000',
    name: '福建',
    nameEn: 'Fujian',
    cities: [
      city('350100', '福州', 'Fuzhou', 119.3, 26.08, 5),
      city('350200', '厦门', 'Xiamen', 118.13, 24.5, 4),
      city('350300', '莆田', 'Putian', 119.01, 25.45, 2),
      city('350400', '三明', 'Sanming', 117.64, 26.27, 1),
      city('350500', '泉州', 'Quanzhou', 118.61, 24.9, 5),
      city('350600', '漳州', 'Zhangzhou', 117.65, 24.51, 2),
      city('350700', '南平', 'Nanping', 118.18, 26.64, 1),
      city('350800', '龙岩', 'Longyan', 117.02, 25.1, 1),
      city('350900', '宁德', 'Ningde', 119.53, 26.66, 1),
    ],
  },
];

/** A point somewhere in a city: at so many degrees from its seat, or nearer where another city would begin before. */
export function pointIn(
  { adcode, longitude, latitude }: City,
  [east, north]: readonly [number, number],
  index: DivisionIndex,
): { readonly longitude: number; readonly latitude: number } {
  for (let part = 1; part > 0.01; part /= 2) {
    const point = { longitude: longitude + east * part, latitude: latitude + north * part };
    if (index.divisions[index.locate(point.longitude, point.latitude)]?.city === adcode) return point;
  }
  return { longitude, latitude };
}
