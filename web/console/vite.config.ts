import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

import { sharedConfig } from "../vite.shared.ts";

export default defineConfig({ ...sharedConfig("console"), plugins: [react()] });
