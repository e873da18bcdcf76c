import type { DivisionIndex } from '../../domain/geo/types.ts';
import { readDivisionIndex } from '../map-divisions.ts';
import { dayOf, instantOf, isoOf, SPECIAL_DAYS } from './calendar.ts';
import { BRANDS, GOODS } from './goods-list.ts';
import { type City, PROVINCES } from './places.ts';
import type { Random } from './random.ts';
import type { Rows } from './tables.ts';

const FOUNDED = '2018-01-01';
const SALES_PEOPLE = 47;
const SURNAMES = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕'];
const GIVEN =
  '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰文辉鑫宇浩然雪梅晨曦志远思源嘉怡子涵'.match(/.{1,2}/gu) ?? [];

export interface Sku {
  readonly id: string;
  readonly lineId: string;
  readonly categoryId: string;
  readonly brandId: string;
  readonly unit: string;
  readonly vatPpm: number;
  /** Price and cost in 分 per unit, with the day from which they hold, newest last. */
  readonly prices: readonly { readonly from: number; readonly priceFen: number; readonly costFen: number }[];
}

export interface CityRegion {
  readonly id: string;
  readonly provinceId: string;
  readonly city: City;
  /** The sales person who looks after it. */
  readonly ownerId: string;
}

export interface Organisation {
  /** Where its cities lie. */
  readonly map: DivisionIndex;
  readonly groupId: string;
  readonly areaId: string;
  readonly cities: readonly CityRegion[];
  readonly lines: readonly { readonly id: string; readonly code: string; readonly name: string }[];
  readonly skus: readonly Sku[];
  readonly makerId: string;
  readonly checkerId: string;
}

/** Regions, people and what they may see, calendar and working hours, goods with prices and costs. */
export function foundOrganisation(rows: Rows, random: Random): Organisation {
  const founded = instantOf(dayOf(FOUNDED), 9);
  const id = (): string => random.id(founded);

  const groupId = id();
  const areaId = id();
  rows.add('region', groupId, null, 'group', 'G', '集团', 'Group', [], FOUNDED);
  rows.add('region', areaId, groupId, 'area', 'HD', '华东大区', 'East China', [], FOUNDED);
  const provinces = PROVINCES.map((province) => {
    const provinceId = id();
    const { adcode, name, nameEn } = province;
    rows.add('region', provinceId, areaId, 'province', `P${adcode}`, name, nameEn, [adcode], FOUNDED);
    return { id: provinceId, province };
  });

  const usedNames = new Set<string>();
  const personName = (): string => {
    for (;;) {
      const name = random.pick(SURNAMES) + random.pick(GIVEN);
      if (!usedNames.has(name)) {
        usedNames.add(name);
        return name;
      }
    }
  };
  const person = (code: string, name: string, region: string, position: string, manager: string | null): string => {
    const personId = id();
    rows.add('person', personId, code, name);
    rows.add('employment', id(), personId, region, position, manager, FOUNDED);
    return personId;
  };
  const grant = (personId: string, region: string, role: string): void => {
    rows.add('role_grant', id(), personId, region, role, FOUNDED);
  };

  const director = person('zongbu', personName(), groupId, 'head_office', null);
  grant(director, groupId, 'viewer');
  const zhou = person('zhoumin', '周敏', areaId, 'area_manager', director);
  grant(zhou, areaId, 'manager');
  const makerId = person('caiwu1', personName(), groupId, 'finance', director);
  grant(makerId, groupId, 'finance_maker');
  const checkerId = person('caiwu2', personName(), groupId, 'finance', director);
  grant(checkerId, groupId, 'finance_checker');
  const inspector = person('jicha1', personName(), areaId, 'inspector', zhou);
  grant(inspector, areaId, 'viewer');

  const managers = provinces.map(({ id: provinceId, province }) => {
    const manager = person(`sheng${province.adcode.slice(0, 2)}`, personName(), provinceId, 'region_manager', zhou);
    grant(manager, provinceId, 'manager');
    return manager;
  });
  // Sales people go where the market is; every city has one, small cities share.
  const flat = provinces.flatMap(({ id: provinceId, province }, index) =>
    province.cities.map((city) => ({ provinceId, city, manager: managers[index] ?? zhou })),
  );
  const sellers = Array.from({ length: SALES_PEOPLE }, (_, n) => {
    const home = flat[n] ?? flat[0];
    if (home === undefined) throw new Error('no city');
    const seller = person(`xs${String(n + 1).padStart(2, '0')}`, personName(), home.provinceId, 'sales', home.manager);
    grant(seller, home.provinceId, 'viewer');
    return { id: seller, provinceId: home.provinceId };
  });
  const cities = flat.map(({ provinceId, city }, n): CityRegion => {
    const cityId = id();
    rows.add('region', cityId, provinceId, 'city', `C${city.adcode}`, city.name, city.nameEn, [city.adcode], FOUNDED);
    const near = sellers.filter((seller) => seller.provinceId === provinceId);
    const own = sellers[n] ?? random.pick(near);
    return { id: cityId, provinceId, city, ownerId: own.id };
  });

  for (const { day, kind, name } of SPECIAL_DAYS) rows.add('calendar_day', id(), isoOf(day), kind, name);
  for (let weekday = 1; weekday <= 5; weekday += 1) {
    rows.add('working_hours', id(), weekday, 9 * 60, 12 * 60, FOUNDED);
    rows.add('working_hours', id(), weekday, 13 * 60, 18 * 60, FOUNDED);
  }
  const map = readDivisionIndex();
  return { map, groupId, areaId, cities, makerId, checkerId, ...addGoods(rows, random, id) };
}

/** A working day, so that orders of that very day have the new price. */
export const PRICE_RISE_ON = '2025-03-03';

function addGoods(rows: Rows, random: Random, id: () => string): Pick<Organisation, 'lines' | 'skus'> {
  const listId = id();
  rows.add('price_list', listId, 'STD', '标准价目表', 'CNY', false);
  const brands = BRANDS.map((name, n) => {
    const brandId = id();
    rows.add('brand', brandId, `B${n + 1}`, name);
    return { id: brandId, name };
  });
  const skus: Sku[] = [];
  const lines = GOODS.map((line) => {
    const lineId = id();
    rows.add('product_line', lineId, line.code, line.name, line.nameEn);
    for (const category of line.categories) {
      const categoryId = id();
      rows.add('category', categoryId, lineId, `${line.code}-${category.code}`, category.name, category.nameEn);
      for (const [name, unit, listFen, vatPpm] of category.goods) {
        const no = skus.length + 1;
        const skuId = id();
        const brand = random.pick(brands);
        rows.add(
          'sku',
          skuId,
          no,
          `SKU${String(no).padStart(3, '0')}`,
          `${brand.name}${name}`,
          categoryId,
          brand.id,
          unit,
          vatPpm,
        );
        const risen = Math.round(listFen * (1.02 + random.next() * 0.05));
        const from = dayOf(FOUNDED);
        const riseFrom = dayOf(PRICE_RISE_ON);
        rows.add('price', id(), listId, skuId, listFen, FOUNDED, PRICE_RISE_ON);
        rows.add('price', id(), listId, skuId, risen, PRICE_RISE_ON, null);
        const share = 0.76 + random.next() * 0.09;
        const costs = [listFen, risen].map((price) => Math.round(price * share));
        const freight = Math.round(listFen * 0.03);
        rows.add('cost', id(), skuId, 'material', costs[0] ?? 0, 'CNY', FOUNDED, PRICE_RISE_ON);
        rows.add('cost', id(), skuId, 'material', costs[1] ?? 0, 'CNY', PRICE_RISE_ON, null);
        rows.add('cost', id(), skuId, 'freight', freight, 'CNY', FOUNDED, null);
        skus.push({
          id: skuId,
          lineId,
          categoryId,
          brandId: brand.id,
          unit,
          vatPpm,
          prices: [
            { from, priceFen: listFen, costFen: (costs[0] ?? 0) + freight },
            { from: riseFrom, priceFen: risen, costFen: (costs[1] ?? 0) + freight },
          ],
        });
      }
    }
    return { id: lineId, code: line.code, name: line.name };
  });
  return { lines, skus };
}
