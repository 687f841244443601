"""Who may what, as tables: lines are people, columns are where the object is.

`x` shown or done, `.` answered exactly as if there were no such object, `!`
refused with a reason that only those may hear who know of the object anyway.
Whoever has no line gets `.` everywhere.
"""

from dataclasses import dataclass

ACTORS = {
    "stranger": "not signed in",
    "customer": "owns a device of the issuer, in a personal organization of the brand",
    "ex_owner": "another customer, who owned that device before and gave it up",
    "parent_member": "MEMBER of the brand's root, the issuer's parent",
    "member": "MEMBER of the issuer",
    "operator": "OPERATOR of the issuer",
    "admin": "ADMIN of the issuer",
    "owner": "OWNER of the issuer",
    "parent_owner": "OWNER of the root",
    "child_owner": "OWNER of an organization below the issuer",
    "sibling_owner": "OWNER of another organization below the root",
    "rival_owner": "OWNER of another brand",
}
"""The twelve who ask. The issuer stands between parent and child: root → issuer → child, root → sibling."""

MARKS = {"x", ".", "!"}


@dataclass(frozen=True)
class Right:
    """One table."""

    places: tuple[str, ...]
    marks: dict[tuple[str, str], str]

    def mark(self, actor: str, place: str) -> str:
        """What an actor gets who names the object at a place."""
        return self.marks.get((actor, place), ".")

    def but(self, **marks: str) -> "Right":
        """The same table with one column changed to a mark wherever it says `x`, or added with it for nobody."""
        places = (*self.places, *(place for place in marks if place not in self.places))
        changed = {
            (actor, place): marks.get(place, mark) if mark == "x" else mark
            for (actor, place), mark in self.marks.items()
        }
        return Right(places, changed)

    def beside(self, **places: str) -> "Right":
        """The same table with further columns, each like one that is there."""
        more = {(actor, new): self.mark(actor, old) for new, old in places.items() for actor in ACTORS}
        return Right(
            (*self.places, *places), {**self.marks, **{key: mark for key, mark in more.items() if mark != "."}}
        )

    def without(self, *places: str) -> "Right":
        """The same table without some columns."""
        return Right(tuple(place for place in self.places if place not in places), self.marks)


def table(text: str) -> Right:
    """A table as it is written: a line of places, then lines of actors with a mark for each place."""
    head, *lines = [line.split() for line in text.strip().splitlines()]
    marks: dict[tuple[str, str], str] = {}
    for words in lines:
        actors, row = words[: -len(head)], words[-len(head) :]
        assert actors, words
        assert set(actors) <= set(ACTORS), words
        assert set(row) <= MARKS, words
        marks |= {
            (actor, place): mark for actor in actors for place, mark in zip(head, row, strict=True) if mark != "."
        }
    return Right(tuple(head), marks)


def nobody(*places: str) -> Right:
    """A table of refusals."""
    return Right(places, {})


# ---- Organizations: the columns are the organizations themselves. ----

ROLE = table("""
                                root  issuer  child  sibling  personal  foreign
    customer                     .      .       .       .        x         .
    member operator admin owner  .      x       x       .        .         .
    parent_member                x      x       x       x        .         .
    parent_owner                 x      x       x       x        x         .
    child_owner                  .      .       x       .        .         .
    sibling_owner                .      .       .       x        .         .
    rival_owner                  .      .       .       .        .         x
""")
"""A role in it or above it; of personal ones, people of the brand who are not staff learn nothing."""

STAFF = table("""
                                root  issuer  child  sibling  personal  foreign
    customer                     .      .       .       .        x         .
    operator admin owner         .      x       x       .        .         .
    parent_owner                 x      x       x       x        x         .
    child_owner                  .      .       x       .        .         .
    sibling_owner                .      .       .       x        .         .
    rival_owner                  .      .       .       .        .         x
""")
"""OWNER, ADMIN or OPERATOR in it or above it."""

ADMINISTRATORS = table("""
                                root  issuer  child  sibling  personal  foreign
    admin owner                  .      x       x       .        .         .
    parent_owner                 x      x       x       x        .         .
    child_owner                  .      .       x       .        .         .
    sibling_owner                .      .       .       x        .         .
    rival_owner                  .      .       .       .        .         x
""")
"""OWNER or ADMIN in it or above it; a personal organization makes no products."""

MAKERS = table("""
                                root  issuer  child  sibling  personal  foreign
    operator admin owner         .      x       x       .        .         .
    parent_owner                 x      x       x       x        .         .
    child_owner                  .      .       x       .        .         .
    sibling_owner                .      .       .       x        .         .
    rival_owner                  .      .       .       .        .         x
""")
"""Staff of what is not personal."""

BRAND_STAFF = table("""
                                root  issuer  child  sibling  personal  foreign
    parent_owner                 x      x       x       x        x         .
    rival_owner                  .      .       .       .        .         x
""")
"""Staff of the brand's root."""

SEES_THE_PARENT = table("""
                                root  issuer  child  sibling  personal  foreign
    member operator admin owner  .      .       x       .        .         .
    parent_member                .      x       x       x        .         .
    parent_owner                 .      x       x       x        x         .
""")
"""A role in the organization above it."""

HEARS_OF_EVENTS = table("""
                                root  issuer  child  sibling  personal  foreign
    customer                     .      .       .       .        x         .
    member                       .      !       !       .        .         .
    operator admin owner         .      x       x       .        .         .
    parent_member                !      !       !       !        .         .
    parent_owner                 x      x       x       x        x         .
    child_owner                  .      .       x       .        .         .
    sibling_owner                .      .       .       x        .         .
    rival_owner                  .      .       .       .        .         x
""")
"""Its staff; members know of the organization, and hear nothing."""

KNOWS_MEMBERS = table("""
                                root  issuer  child  sibling  personal  foreign
    customer                     .      .       .       .        x         .
    operator admin owner         .      x       x       .        .         .
    parent_owner                 x      x       x       x        .         .
    child_owner                  .      .       x       .        .         .
    sibling_owner                .      .       .       x        .         .
    rival_owner                  .      .       .       .        .         x
""")
"""Its staff; who a customer is, the brand's staff do not learn."""

DIRECTLY = table("""
                                root  issuer  child  sibling  personal  foreign
    customer                     .      .       .       .        x         .
    member operator admin owner  .      x       .       .        .         .
    parent_member                x      .       .       .        .         .
    parent_owner                 x      .       .       .        .         .
    child_owner                  .      .       x       .        .         .
    sibling_owner                .      .       .       x        .         .
    rival_owner                  .      .       .       .        .         x
""")
"""A role in that very organization: where people may put what they claim."""

THE_BRANDS = table("""
                                root  issuer  child  sibling  personal  foreign
    parent_owner                 x      .       .       .        .         .
    rival_owner                  .      .       .       .        .         x
""")
"""OWNER or ADMIN of the root, asked for the root: what belongs to the brand."""

RENAMES = table("""
                                root  issuer  child  sibling  personal  foreign
    customer                     .      .       .       .        x         .
    admin owner                  .      x       x       .        .         .
    parent_owner                 x      x       x       x        .         .
    child_owner                  .      .       x       .        .         .
    sibling_owner                .      .       .       x        .         .
    rival_owner                  .      .       .       .        .         x
""")
"""Its administrators; a customer their own."""

INVITES = RENAMES.but(personal="!")
"""The same; a customer hears that nobody is invited into a personal organization."""

REPLANTS = table("""
                                root  issuer  child  sibling  personal  foreign
    admin owner                  .      !       x       .        .         .
    parent_owner                 !      x       x       x        .         .
    child_owner                  .      .       !       .        .         .
    sibling_owner                .      .       .       !        .         .
    rival_owner                  .      .       .       .        .         !
""")
"""To below one’s own organization: administrators of the one above. Nothing is put below itself."""

PLANTS_CHILD_THERE = table("""
                                root  issuer  child  sibling  personal  foreign
    admin owner                  .      x       !       .        .         .
    parent_owner                 x      x       !       x        .         .
    child_owner                  .      .       !       .        .         .
""")
"""Where administrators of the issuer or the root may put the child: below themselves, not below itself."""

ARCHIVES = table("""
                                root  issuer  child  sibling  personal  foreign
    admin owner                  .      .       !       .        .         .
    parent_owner                 .      !       !       !        .         .
""")
"""Administrators of the organization above; here each is told that it still holds tokens."""

# ---- Members, by the organization of a plain MEMBER; `personal` is the customer, the last owner there. ----

CHANGES_ROLE = table("""
                                root  issuer  child  sibling  personal  foreign
    customer                     .      .       .       .        !         .
    admin owner                  .      x       x       .        .         .
    parent_owner                 x      x       x       x        .         .
    child_owner                  .      .       x       .        .         .
    sibling_owner                .      .       .       x        .         .
    rival_owner                  .      .       .       .        .         x
""")
"""Administrators; of the last owner hears only who may know."""

OWN = table("""
                                root  issuer  child  sibling  personal  foreign  ex_owner
    customer                     .      .       .       .        x         .        .
    ex_owner                     .      .       .       .        .         .        x
    owner                        .      x       .       .        .         .        .
    parent_owner                 x      .       .       .        .         .        .
    child_owner                  .      .       x       .        .         .        .
    sibling_owner                .      .       .       x        .         .        .
    rival_owner                  .      .       .       .        .         x        .
""")
"""One’s own, by where people are at home."""

# ---- Templates, by the organization that has them. ----

SEES_TEMPLATE = table("""
                                root  issuer  child  sibling  foreign
    operator admin owner         x      x       x       .        .
    parent_owner                 x      x       x       x        .
    child_owner                  x      x       x       .        .
    sibling_owner                x      .       .       x        .
    rival_owner                  .      .       .       .        x
""")
"""Staff of its organization, of one above, and of those below that may use it."""

EDITS_TEMPLATE = ADMINISTRATORS.without("personal")

MAKES_WITH_TEMPLATE = table("""
                                root  issuer  child  sibling  foreign
    admin owner                  x      x       .       .        .
    parent_owner                 x      .       .       .        .
    child_owner                  x      x       x       .        .
    sibling_owner                x      .       .       x        .
    rival_owner                  .      .       .       .        x
""")
"""Whoever administers an organization may mint there with templates of its own and of those above."""

BUILDS_WITH_TEMPLATE = table("""
                                root  issuer  child  sibling  foreign
    operator admin owner         x      x       .       .        .
    parent_owner                 x      .       .       .        .
    child_owner                  x      x       x       .        .
    sibling_owner                x      .       .       x        .
    rival_owner                  .      .       .       .        x
""")
"""The same for operators, who may make a device by hand."""

PROVISIONS_WITH_TEMPLATE = table("""
                                root  issuer  child  sibling  foreign
    customer ex_owner            x      .       .       .        .
    parent_member parent_owner   x      .       .       .        .
    member operator admin owner  x      x       .       .        .
    child_owner                  x      x       x       .        .
    sibling_owner                x      .       .       x        .
    rival_owner                  .      .       .       .        x
""")
"""Anybody, with templates of where the device shall stand and of those above, that allow it."""

# ---- Token batches, static tokens and uploads, by their issuer. ----

ISSUERS_STAFF = STAFF.without("personal")
ISSUERS_ADMINISTRATORS_OR_ABOVE = ADMINISTRATORS.without("personal")

THE_ISSUER_ITSELF = table("""
                                root  issuer  child  sibling  foreign
    admin owner                  .      x       .       .        .
    parent_owner                 x      .       .       .        .
    child_owner                  .      .       x       .        .
    sibling_owner                .      .       .       x        .
    rival_owner                  .      .       .       .        x
""")
"""Administrators of the organization that created the token: not of a parent, not of a child."""

EXPORTS = table("""
                                root  issuer  child  sibling  foreign
    operator admin owner         .      x       .       .        .
    parent_owner                 x      .       .       .        .
    child_owner                  .      .       x       .        .
    sibling_owner                .      .       .       x        .
    rival_owner                  .      .       .       .        x
""")
"""What an export of one's own organization may hold: tokens that it issued."""

# ---- QR tokens, by the issuer; `claimed` is the customer's, `deleted` was deleted. ----

CLAIMS = table("""
                                root  issuer  child  sibling  foreign  claimed  deleted
    customer                     x      x       x       x        .        x        .
    ex_owner parent_member       x      x       x       x        .        !        .
    member operator admin owner  x      x       x       x        .        !        .
    parent_owner child_owner     x      x       x       x        .        !        .
    sibling_owner                x      x       x       x        .        !        .
    rival_owner                  .      .       .       .        x        .        .
""")
"""Anyone signed in at the brand who holds the label; of a claimed device they hear so, other brands never do."""

HOLDS_THE_LABEL = table("""
                                root  issuer  child  sibling  foreign  claimed  deleted
    stranger                     x      x       x       x        x        x        .
    customer parent_member       x      x       x       x        x        x        .
    ex_owner member operator     x      x       x       x        x        x        .
    admin owner parent_owner     x      x       x       x        x        x        .
    child_owner sibling_owner    x      x       x       x        x        x        .
    rival_owner                  x      x       x       x        x        x        .
""")
"""Product and brand are told to whoever has the label in hand."""

FINDS_BY_LABEL = table("""
                                root  issuer  child  sibling  foreign  claimed  deleted
    operator admin owner         .      x       x       .        .        x        .
    parent_owner                 x      x       x       x        .        x        .
    child_owner                  .      .       x       .        .        .        .
    sibling_owner                .      .       .       x        .        .        .
    rival_owner                  .      .       .       .        x        .        .
""")
"""Staff of the issuer, whoever owns the device."""

# ---- Devices, by where they stand. `root` is of the root's making, `foreign` of the rival's, all others of the
# issuer's. `root` has no owner; `freed` was the ex-owner's, is offline, and stands nowhere. ----

SEES_DEVICE = table("""
                                root  issuer  child  sibling  personal  freed  foreign
    customer                     .      .       .       .        x        .       .
    member                       .      x       x       .        .        .       .
    operator admin owner         .      x       x       x        x        x       .
    parent_member                x      x       x       x        .        .       .
    parent_owner                 x      x       x       x        x        x       .
    child_owner                  .      .       x       .        .        .       .
    sibling_owner                .      .       .       x        .        .       .
    rival_owner                  .      .       .       .        .        .       x
""")
"""Its owner, the people of its organization and of those above (not of personal ones), staff of the issuer."""

SEES_OWNERS_SIDE = table("""
                                root  issuer  child  sibling  personal  freed  foreign
    customer                     .      .       .       .        x        .       .
    member operator admin owner  .      x       x       .        .        .       .
    parent_member                x      x       x       x        .        .       .
    parent_owner                 x      x       x       x        .        .       .
    child_owner                  .      .       x       .        .        .       .
    sibling_owner                .      .       .       x        .        .       .
    rival_owner                  .      .       .       .        .        .       x
""")
"""The same without staff of the issuer: name, edits, owner, where it stands."""

SEES_OWNER = SEES_OWNERS_SIDE.but(root=".")

SEES_TOKEN_BEHIND = table("""
                                root  issuer  child  sibling  personal  freed  foreign
    operator admin owner         .      x       x       x        x        x       .
    parent_owner                 x      x       x       x        x        x       .
    rival_owner                  .      .       .       .        .        .       x
""")
"""Staff of the issuer."""

EDITS_DEVICE = table("""
                                root  issuer  child  sibling  personal  freed  foreign
    customer                     .      .       .       .        x        .       .
    admin owner                  .      x       x       .        .        .       .
    parent_owner                 x      x       x       x        .        .       .
    child_owner                  .      .       x       .        .        .       .
    sibling_owner                .      .       .       x        .        .       .
    rival_owner                  .      .       .       .        .        .       x
""")
"""Its owner, and administrators of where it stands."""

GIVES_DEVICE_UP = EDITS_DEVICE.but(root=".")
"""The same, of a device that somebody owns."""

MOVES_DEVICE = table("""
                                root  issuer  child  sibling  personal  freed  foreign
    admin owner                  .      x       x       .        .        !       .
    parent_owner                 !      x       x       x        .        !       .
    child_owner                  .      .       x       .        .        .       .
    sibling_owner                .      .       .       x        .        .       .
    rival_owner                  .      .       .       .        .        .       x
""")
"""Administrators of where it stands, to their own organization; what has no owner is nobody’s to move."""

# ---- Offers of devices: `personal` is the customer’s to the ex-owner, `foreign` the rival’s to nobody. ----

TAKES_OFFER = table("""
                                personal  foreign
    ex_owner                        x        .
""")
TAKES_OFFER_BACK = table("""
                                personal  foreign
    customer                        x        .
    rival_owner                     .        x
""")
SEES_OFFER = table("""
                                personal  foreign
    customer ex_owner               x        .
    rival_owner                     .        x
""")
