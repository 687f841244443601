/** One part of the app to fetch: what people without a session come to first. */
export { Forgot } from "./Forgot.tsx";
export { SessionOverDialog } from "./SessionOverDialog.tsx";
export { SignIn } from "./SignIn.tsx";
export { SignUp } from "./SignUp.tsx";
