/** A text that HTML shows as it stands, in elements and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** How reports look, in light and dark. */
export const reportStyle = `
:root { color-scheme: light dark; --good: #2e8540; --bad: #c92a2a; --odd: #b26a00; --none: #868e96; --line: #8884; }
@media (prefers-color-scheme: dark) { :root { --good: #51cf66; --bad: #ff6b6b; --odd: #fcc419; --none: #adb5bd; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 0 auto; padding: 1rem 1.5rem 4rem; }
h1 { margin: 0; } h2 { border-bottom: 1px solid var(--line); margin-top: 2rem; } h4 { margin: .5rem 0 0; font-weight: 600; }
.dim { opacity: .65; } header p { margin: .2rem 0; }
details { border-left: 3px solid var(--none); padding: .25rem .75rem; margin: .4rem 0; }
details.passed { border-color: var(--good); } details.failed { border-color: var(--bad); } details.errored { border-color: var(--odd); }
summary { cursor: pointer; } li.failed > b { color: var(--bad); } li.passed > b { color: var(--good); }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #8881; padding: .5rem; border-radius: 4px; margin: .2rem 0; max-height: 30rem; overflow: auto; }
.plots { display: flex; flex-wrap: wrap; gap: 2rem; } figure { margin: 1rem 0; } figcaption { font-weight: 600; }
svg text { font: 12px system-ui, sans-serif; fill: currentColor; } .passed-fill { fill: var(--good); } .failed-fill { fill: var(--bad); }
.errored-fill { fill: var(--odd); } .skipped-fill { fill: var(--none); }
`;
