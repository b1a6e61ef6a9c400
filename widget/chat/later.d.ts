/** What vite.config.ts leaves out of the English catalogue as it is built into the panel. */
declare module '*/en.json?later' {
  const later: { widget: Record<string, string> };
  export default later;
}
