import { Checkbox, ColorInput, SimpleGrid, Stack, Text } from "@mantine/core";
import { brandMessages } from "../../messages/brand";
import { useMessages } from "../../messages/catalogue";
import { useFormats } from "../../messages/formats";
import { type BrandForm, coloursOf } from "./brandForm";
import { parseColour, READABLE, readableOn } from "./contrast";

/** The two colours of a brand, and whether one can be read on the other. */
export function Colours({ form, onChange }: { form: BrandForm; onChange: (part: Partial<BrandForm>) => void }) {
  const words = useMessages(brandMessages);
  const formats = useFormats();
  const colours = coloursOf(form);
  const primary = parseColour(form.primaryColor);
  const ratio = formats.number(Math.floor((colours?.ratio ?? 1) * 100) / 100);
  const isOwnText = form.textColor !== "";
  const tooLow = colours !== null && !colours.isReadable ? `${words.contrast(ratio)}. ${words.contrastBad(formats.number(READABLE))}` : undefined;
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <ColorInput
          label={words.primaryColor}
          format="hex"
          withEyeDropper={false}
          value={form.primaryColor}
          error={primary === null ? words.colorInvalid : isOwnText ? undefined : tooLow}
          onChange={(primaryColor) => onChange({ primaryColor })}
        />
        {isOwnText ? (
          <ColorInput
            label={words.textColor}
            format="hex"
            withEyeDropper={false}
            value={form.textColor}
            error={parseColour(form.textColor) === null ? words.colorInvalid : tooLow}
            onChange={(textColor) => onChange({ textColor: textColor === "" ? "#" : textColor })}
          />
        ) : null}
      </SimpleGrid>
      <Checkbox
        label={`${words.textColor}: ${words.textColorAuto}`}
        checked={!isOwnText}
        onChange={(event) => onChange({ textColor: event.currentTarget.checked ? "" : readableOn(primary ?? "#000000") })}
      />
      {colours !== null && colours.isReadable ? (
        <Text size="sm" component="output">
          {words.contrast(ratio)}. {words.contrastGood}
        </Text>
      ) : null}
    </Stack>
  );
}
