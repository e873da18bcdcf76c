import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import enAgreements from '../../resources/locales/en/agreements.json';
import enApp from '../../resources/locales/en/app.json';
import enCases from '../../resources/locales/en/cases.json';
import enErrors from '../../resources/locales/en/errors.json';
import enFinance from '../../resources/locales/en/finance.json';
import enFrame from '../../resources/locales/en/frame.json';
import enImports from '../../resources/locales/en/imports.json';
import enParameters from '../../resources/locales/en/parameters.json';
import enTerritory from '../../resources/locales/en/territory.json';
import zhAgreements from '../../resources/locales/zh-CN/agreements.json';
import zhApp from '../../resources/locales/zh-CN/app.json';
import zhCases from '../../resources/locales/zh-CN/cases.json';
import zhErrors from '../../resources/locales/zh-CN/errors.json';
import zhFinance from '../../resources/locales/zh-CN/finance.json';
import zhFrame from '../../resources/locales/zh-CN/frame.json';
import zhImports from '../../resources/locales/zh-CN/imports.json';
import zhParameters from '../../resources/locales/zh-CN/parameters.json';
import zhTerritory from '../../resources/locales/zh-CN/territory.json';

export type Locale = 'zh-CN' | 'en';

/** Both languages are in the page: the switch needs no network and no reload. */
export const i18n = i18next.createInstance();
void i18n.use(initReactI18next).init({
  lng: 'zh-CN',
  fallbackLng: 'zh-CN',
  defaultNS: 'app',
  interpolation: { escapeValue: false },
  resources: {
    'zh-CN': {
      agreements: zhAgreements,
      app: zhApp,
      cases: zhCases,
      errors: zhErrors,
      finance: zhFinance,
      frame: zhFrame,
      imports: zhImports,
      parameters: zhParameters,
      territory: zhTerritory,
    },
    en: {
      agreements: enAgreements,
      app: enApp,
      cases: enCases,
      errors: enErrors,
      finance: enFinance,
      frame: enFrame,
      imports: enImports,
      parameters: enParameters,
      territory: enTerritory,
    },
  },
});

export async function switchLocale(locale: Locale): Promise<void> {
  document.documentElement.lang = locale;
  await i18n.changeLanguage(locale);
  document.title = i18n.t('product');
}
