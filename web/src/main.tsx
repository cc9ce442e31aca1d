import './site.css';
import { FluentProvider, webDarkTheme, webLightTheme } from '@fluentui/react-components';
import { StrictMode, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { isDark, watchScheme } from './scheme';
import { Site } from './Site';

function Themed() {
  const dark = useSyncExternalStore(watchScheme, isDark);
  return (
    <FluentProvider theme={dark ? webDarkTheme : webLightTheme}>
      <Site />
    </FluentProvider>
  );
}

createRoot(document.getElementById('site')!).render(
  <StrictMode>
    <Themed />
  </StrictMode>,
);
