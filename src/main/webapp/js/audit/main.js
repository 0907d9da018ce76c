import { startPage } from "../core/frame.js";
import { t } from "../core/i18n.js";
import { auditPage } from "./audit-page.js";

startPage("audit", t("audit.title"), auditPage);
