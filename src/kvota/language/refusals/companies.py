"""Refusals about companies, people, units and backups."""

from __future__ import annotations

from kvota.language.refusals.marks import counted
from kvota.language.refusals.marks import marked as _

SENTENCES = {
    "company_exists": _("A company named “%(name)s” exists already. Choose another name."),
    "company_name_needed": _("Enter the name of the company."),
    "unknown_role": _("The role “%(role)s” is not known. Choose one of: %(roles)s."),
    "unknown_unit": _("There is no unit named “%(unit)s”. Choose one from the list, or add it first."),
    "name_needed": _("Enter the name of the person."),
    "login_needed": _("Enter the name you will sign in with."),
    "too_many_passkeys": _("An account holds at most %(most)s passkeys. Take one away first."),
    "not_in_the_sample": _(
        "The people of the sample company are everybody's and have no sign-in of their own. "
        "Start your company."
    ),
    "company_sign_in_failed": _(
        "The sign-in of your company did not confirm who you are. Try again, or sign in with your password."
    ),
    "identity_unknown": _(
        "Nobody here signs in as “%(login)s”. Ask your administrator to add you with this address as your "
        "sign-in name."
    ),
    "address_not_proven": _(
        "The sign-in of your company does not confirm that “%(login)s” is yours. Confirm the address there, "
        "or sign in with your password."
    ),
    "passkey_known": _("This passkey is kept already. Sign in with it."),
    "passkey_refused": _("The passkey was not accepted. Try again, or sign in with your password."),
    "login_taken": _("The sign-in name “%(login)s” is taken. Choose another."),
    "not_alone_here": _(
        "Other companies share this installation and would be in it. Make it on the server: kvota backup."
    ),
    "backup_damaged": _(
        "The backup is damaged (%(part)s). Take another copy; the data in place was not touched."
    ),
    "backup_newer": _(
        "The backup was made by a newer kvota (%(migration)s). Update kvota and restore it again."
    ),
    "name_taken": _(
        "A person named %(name)s is here already. "
        "Choose that person, or add something that tells the two apart."
    ),
    "holds_no_seat": _("%(person)s holds no seat to leave. Reload the page."),
    "leaves_already": _(
        "%(person)s leaves after %(day)s already. Take that back first, on the person's page."
    ),
    "last_day_far": _("The last day %(day)s is more than %(days)s days from today. Check the year."),
    "own_heir": _("%(person)s cannot take over his own clients. Choose somebody else."),
    "nobody_chosen": _("Nobody is named to take over the clients. Tick somebody, or “nobody yet”."),
    "departure_taken_back": _("The departure of %(person)s was taken back already. Reload the page."),
    "own_deputy": _("%(person)s cannot stand in for himself. Choose somebody else."),
    "days_turned_round": _("The last day, %(last)s, comes before the first, %(first)s. Change one of them."),
    "stand_in_too_long": _(
        "Up to %(last)s is more than %(days)s days. Choose an earlier day, or hand the clients over."
    ),
    "stands_in_already": _("%(person)s stands in on some of these days already. End that first."),
    "stand_in_over": _("This was ended already. Reload the page."),
    "settings_unreadable": _(
        "Line %(line)s of the text cannot be read as YAML (%(problem)s). Mend that line."
    ),
    "settings_too_long": _(
        "The text is longer than %(most)s characters. Take the products out and import them as a file."
    ),
    "settings_key_unknown": _("Line %(line)s: “%(key)s” is not a setting. Write one of these: %(known)s."),
    "settings_key_needed": _("Line %(line)s: “%(key)s” is missing. Write it, or leave the whole part out."),
    "settings_value_refused": _("Line %(line)s: “%(key)s” cannot be “%(value)s”. Possible: %(possible)s."),
    "settings_named_twice": _("“%(key)s”: “%(value)s” stands there twice. Keep one of them."),
    "other_price_currency": _(
        "“%(key)s”: a new price cannot be in %(value)s. Write it in %(currency)s, as the company counts."
    ),
    "settings_not_utf8": _("The file is not UTF-8 text. Save it as UTF-8 and choose it again."),
    "settings_moved": _("The settings were changed since they were compared. Compare again."),
    "seat_held_already": _("%(person)s holds this seat already. Choose another role, unit or day."),
    "nobody_would_set_up": _(
        "From %(day)s on nobody would be left who may manage people. Give that right to somebody else first."
    ),
    "no_seat_today": _("%(person)s holds no seat today. Choose somebody who works here now."),
    "not_your_people": _(
        "%(owner)s is not in your unit. Leave the row out, or ask the owner of the company to import it."
    ),
    "product_name_needed": _("Enter the name of the product."),
    "product_known": _("There is a product “%(name)s” already. Set its price below."),
    "unit_name_needed": _("Enter the name of the unit."),
    "unit_under_itself": _(
        "%(unit)s cannot stand under %(parent)s, which is below it. Choose another unit above it."
    ),
    "setting_unknown": _("This setting (%(setting)s) cannot be “%(value)s”. Choose a value from the list."),
    "currency_in_use": _(
        "The company has sums in %(currency)s already, and another currency would change what they say. "
        "Start a new company to count in another currency."
    ),
    "stage_name_needed": _("Enter the name of the stage."),
    "stage_renamed_since": _(
        "The stage “%(stage)s” was changed again since. Look at it and change it by hand."
    ),
    "stage_stays": _(
        "The stage “%(stage)s” cannot be moved or retired: the contract and the money end every funnel. "
        "It can be renamed."
    ),
    "stage_in_use": counted(
        "%(count)s client stands at the stage “%(stage)s”. "
        "Retire it on the page of the stages, which moves this client too.",
        "%(count)s clients stand at the stage “%(stage)s”. "
        "Retire it on the page of the stages, which moves them too.",
        "count",
    ),
    "no_stage_to_go_to": _(
        "The clients at “%(stage)s” need another stage before the contract. Choose one, or add it first."
    ),
    "funnel_name_needed": _("Enter the name of the funnel."),
    "funnel_name_taken": _("There is a funnel “%(funnel)s” already. Choose another name."),
    "too_many_funnels": _("A company has %(most)s funnels at most. Retire one that is used no more."),
    "funnel_in_use": counted(
        "%(count)s deal in work stands in the funnel “%(funnel)s”. Carry it over to another funnel first.",
        "%(count)s deals in work stand in the funnel “%(funnel)s”. Carry them over to another funnel first.",
        "count",
    ),
    "last_funnel": _("“%(funnel)s” is the only funnel, and every deal needs one. Add another one first."),
    "question_needed": _("Enter the question."),
    "too_many_questions": _("A stage asks %(most)s questions at most. Take away one that helps less."),
    "one_client": _("%(client)s is one client already. Choose another one to merge with."),
    "no_name_to_merge": _(
        "“%(client)s” stands for clients whom nobody named. Give their deals a client first, by a new import."
    ),
    "merge_taken_back": _("%(client)s stands on his own already. Reload the page."),
}
