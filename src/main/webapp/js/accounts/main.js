import { startPage } from "../core/frame.js";
import { t } from "../core/i18n.js";
import { accounts } from "./accounts.js";

startPage("accounts", t("accounts.title"), accounts);
