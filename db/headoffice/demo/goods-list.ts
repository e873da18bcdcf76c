/** What the demo company sells. Brands and goods are invented. Prices in 分 per unit, 不含税. */
export interface GoodsLine {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly categories: readonly {
    readonly code: string;
    readonly name: string;
    readonly nameEn: string;
    /** Name, unit, list price, VAT in ppm. */
    readonly goods: readonly (readonly [string, string, number, number])[];
  }[];
}

const STANDARD = 130_000;
/** Farm produce and simple products of it. */
const REDUCED = 90_000;

export const GOODS: readonly GoodsLine[] = [
  {
    code: 'BAKE',
    name: '烘焙原料',
    nameEn: 'Baking',
    categories: [
      {
        code: 'FLOUR',
        name: '面粉',
        nameEn: 'Flour',
        goods: [
          ['高筋面粉 25kg', '袋', 11_800, REDUCED],
          ['低筋面粉 25kg', '袋', 10_900, REDUCED],
          ['全麦粉 10kg', '袋', 7_600, REDUCED],
          ['糕点粉 25kg', '袋', 10_200, REDUCED],
        ],
      },
      {
        code: 'PREMIX',
        name: '预拌粉',
        nameEn: 'Premix',
        goods: [
          ['蛋糕预拌粉 20kg', '袋', 31_500, STANDARD],
          ['麻薯预拌粉 5kg', '袋', 11_400, STANDARD],
          ['面包改良剂 1kg×10', '箱', 18_600, STANDARD],
        ],
      },
      {
        code: 'FILLING',
        name: '馅料',
        nameEn: 'Filling',
        goods: [
          ['红莲蓉馅 5kg×4', '箱', 25_600, STANDARD],
          ['红豆沙馅 5kg×4', '箱', 17_800, STANDARD],
          ['奶黄流心馅 3kg×6', '箱', 34_200, STANDARD],
        ],
      },
    ],
  },
  {
    code: 'DAIRY',
    name: '乳品油脂',
    nameEn: 'Dairy and fats',
    categories: [
      {
        code: 'CREAM',
        name: '奶油',
        nameEn: 'Cream',
        goods: [
          ['稀奶油 1L×12', '箱', 40_800, STANDARD],
          ['植脂奶油 1kg×12', '箱', 19_200, STANDARD],
          ['奶油芝士 1kg×12', '箱', 52_600, STANDARD],
        ],
      },
      {
        code: 'FAT',
        name: '油脂',
        nameEn: 'Fat',
        goods: [
          ['无盐黄油 5kg', '块', 27_500, STANDARD],
          ['起酥油 15kg', '箱', 18_900, STANDARD],
          ['棕榈油 20L', '桶', 21_300, REDUCED],
        ],
      },
    ],
  },
  {
    code: 'SAUCE',
    name: '调味酱料',
    nameEn: 'Sauces',
    categories: [
      {
        code: 'SOY',
        name: '酱油醋',
        nameEn: 'Soy and vinegar',
        goods: [
          ['特级生抽 1.9L×6', '箱', 7_900, STANDARD],
          ['老抽 1.9L×6', '箱', 8_300, STANDARD],
          ['香醋 5L×4', '箱', 6_800, STANDARD],
        ],
      },
      {
        code: 'COMPOUND',
        name: '复合调味',
        nameEn: 'Compound seasoning',
        goods: [
          ['黑胡椒酱 1kg×12', '箱', 16_400, STANDARD],
          ['照烧汁 2kg×6', '箱', 14_700, STANDARD],
          ['番茄沙司 3kg×6', '箱', 11_900, STANDARD],
          ['沙拉酱 1kg×12', '箱', 13_800, STANDARD],
        ],
      },
    ],
  },
  {
    code: 'SUGAR',
    name: '糖与甜味',
    nameEn: 'Sugar and syrup',
    categories: [
      {
        code: 'SUGAR',
        name: '糖',
        nameEn: 'Sugar',
        goods: [
          ['白砂糖 50kg', '袋', 31_000, REDUCED],
          ['细砂糖 30kg', '袋', 20_400, REDUCED],
          ['糖霜 13.62kg', '箱', 17_200, STANDARD],
        ],
      },
      {
        code: 'SYRUP',
        name: '糖浆',
        nameEn: 'Syrup',
        goods: [
          ['果葡糖浆 25kg', '桶', 9_800, STANDARD],
          ['转化糖浆 20kg', '桶', 11_600, STANDARD],
          ['黑糖浆 5kg×4', '箱', 15_300, STANDARD],
        ],
      },
    ],
  },
];

export const BRANDS: readonly string[] = ['麦禾', '沃乳', '鲜匠', '甜度', '东味'];
