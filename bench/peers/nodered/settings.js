// Node-RED as it comes, but for ports, places and what would call home.
module.exports = {
  uiHost: "127.0.0.1",
  uiPort: Number(process.env.PORT),
  userDir: process.env.PEER_DIR,
  flowFile: `${__dirname}/flows.json`,
  credentialSecret: false,
  telemetry: { enabled: false, updateNotification: false },
  diagnostics: { enabled: false },
  contextStorage: { default: { module: "memory" } },
  logging: { console: { level: "warn", metrics: false, audit: false } },
  externalModules: { autoInstall: false },
  editorTheme: { projects: { enabled: false } },
};
