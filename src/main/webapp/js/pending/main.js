import { startPage } from "../core/frame.js";
import { t } from "../core/i18n.js";
import { pendingPage } from "./pending-page.js";

startPage("pending", t("pending.title"), pendingPage);
