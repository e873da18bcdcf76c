import '@fontsource-variable/noto-sans-sc/index.css';
import './styles/tokens.css';
import './styles/app.css';
import './styles/controls.css';
import './styles/frame.css';
import './styles/sheets.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { switchLocale } from './app/i18n.ts';
import { fetchPanes } from './app/panes.tsx';
import { Root } from './app/root.tsx';
import { guessLook, showGuessedTheme } from './app/theme.ts';
import { connect } from './client/connect.ts';

const element = document.getElementById('root');
if (element === null) throw new Error('the page has no root');
// Both take their time while the page is put together; a failure is met by who waits for them.
connect().catch(() => undefined);
fetchPanes();
showGuessedTheme();
void switchLocale(guessLook().locale);
createRoot(element).render(
  <StrictMode>
    <Root />
  </StrictMode>,
);
