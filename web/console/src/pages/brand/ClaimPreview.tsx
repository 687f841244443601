import { brandMessages } from "../../messages/brand";
import { useMessages } from "../../messages/catalogue";
import { Picture } from "../templates/Picture";
import { type BrandForm, coloursOf } from "./brandForm";
import classes from "./ClaimPreview.module.css";

/** The first screen of the claim app in the brand's name and colours, as they are in the form. Only to look at. */
export function ClaimPreview({ form, logoUrl }: { form: BrandForm; logoUrl: string | null }) {
  const words = useMessages(brandMessages);
  const colours = coloursOf(form);
  const wears = colours === null ? {} : { background: colours.primary, color: colours.text };
  return (
    <div className={classes["phone"]} aria-hidden="true">
      <div className={classes["bar"]} style={wears}>
        {logoUrl === null ? null : <img src={logoUrl} alt="" />}
        <span>{form.displayName}</span>
      </div>
      <div className={classes["body"]}>
        <span className={classes["picture"]}>
          <Picture url={null} name="" />
        </span>
        <span className={classes["title"]}>{words.previewTitle(words.previewProduct)}</span>
        <code>7K4M-2QX9-VT3C-8WJP-RN1T</code>
        <span className={classes["primary"]} style={wears}>
          {words.previewAccount}
        </span>
        <span className={classes["secondary"]}>{words.previewSignIn}</span>
        {form.supportUrl.trim() === "" ? null : <span className={classes["quiet"]}>{words.previewHelp}</span>}
      </div>
    </div>
  );
}
