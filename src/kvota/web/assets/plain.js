// The script of a page that stands when everything else is broken.
import { copyWords } from "./copy.js";

copyWords();
