import { chromium, type Browser } from 'playwright-core';

/** What a browser in a container needs, and nothing that talks to the network of its own accord. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts a headless browser. @param executablePath of a Chromium or Chrome */
export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ args, executablePath });
}
