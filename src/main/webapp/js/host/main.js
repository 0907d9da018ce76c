import { startPage } from "../core/frame.js";
import { hostPage } from "./page.js";

startPage("hosts", "", hostPage);
