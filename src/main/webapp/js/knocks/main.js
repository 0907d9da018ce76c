import { startPage } from "../core/frame.js";
import { t } from "../core/i18n.js";
import { knocksPage } from "./knocks-page.js";

startPage("knocks", t("knocks.title"), knocksPage);
