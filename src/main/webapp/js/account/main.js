import { startPage } from "../core/frame.js";
import { t } from "../core/i18n.js";
import { account } from "./account.js";

startPage("account", t("account.title"), account);
