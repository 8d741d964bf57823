export type { Locator, Page } from 'playwright-core';
export { EditorSession, type SessionOptions } from './session';
export { Workbench } from './workbench';
