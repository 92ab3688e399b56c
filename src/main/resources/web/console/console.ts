import "./console.css";
import { language } from "./app/language";
import { theme } from "./app/theme";
import "./app/app";

language.apply();
theme.apply();
