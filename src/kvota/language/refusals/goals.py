"""Refusals about goals, their cells and the way they are spread."""

from __future__ import annotations

from kvota.language.refusals.marks import marked as _

SENTENCES = {
    "negative_weight": _("A weight is below zero. Enter zero or more."),
    "bad_quantum": _("The rounding step is below one. Enter a whole number from 1 up."),
    "bounds_crossed": _(
        "The smallest value allowed for a cell is above the largest one. Swap or change them."
    ),
    "unknown_cell": _(
        "There is no cell %(cell)s: the cells are numbered from 0 to %(last)s. Reload the page."
    ),
    "over_locked": _(
        "The locked cells are %(amount)s above the goal. Unlock a cell, lower one, or raise the goal."
    ),
    "locked_mismatch": _(
        "Every cell is locked, and %(amount)s of the goal belongs to none of them. "
        "Unlock a cell or change the goal."
    ),
    "floor_infeasible": _(
        "The smallest values allowed need %(amount)s more than is left to share. "
        "Lower them, unlock a cell, or raise the goal."
    ),
    "cap_infeasible": _(
        "The largest values allowed leave %(amount)s that no cell can take. "
        "Raise them, unlock a cell, or lower the goal."
    ),
    "part_twice": _("“%(key)s” is a part of this goal twice. Remove one of the two."),
    "season_twice": _(
        "The season is given twice: as a rate per working day and as totals of months. Keep one of them."
    ),
    "season_shape": _(
        "The season has %(given)s values for %(months)s months. Give one value for each month."
    ),
    "season_gap": _(
        "In the history of the season %(second)s comes after %(first)s. Give every month once and in order."
    ),
    "season_month_out_of_range": _(
        "%(month)s: sales are %(sales)s, working days %(days)s. "
        "Enter zero or more for the sales, and at least one working day."
    ),
    "not_additive": _("This figure is not the sum of its parts. Count it again from the moves and payments."),
    "day_outside_period": _("%(day)s does not lie in this period (%(key)s). Choose one of its days."),
    "nothing_to_add": _("There are no values to add up. Give at least one."),
    "goal_too_short": _(
        "A goal cannot be set for this period (%(key)s). Set it for the month, the quarter or the year: "
        "days and weeks follow from it."
    ),
    "goal_out_of_range": _(
        "A goal of %(amount_minor)s cannot be set. Enter an amount above zero and below 10^15."
    ),
    "months_above_goal": _(
        "The months that keep their plan (%(months)s) are %(amount)s above this goal. "
        "Raise the goal, or lower one of them first: open its cell, type less or let it follow again."
    ),
    "typed_above_plan": _(
        "The typed cells below %(node)s (%(month)s) are %(amount)s above its plan. "
        "Let one follow again, type less, or raise %(node)s first."
    ),
    "beyond_plan_above": _(
        "This does not fit into the plan of %(node)s (%(month)s). Type less, or ask who leads %(node)s."
    ),
    "undo_beyond_sight": _(
        "This change touched plans that you do not see. Ask its author, or who leads the company, to undo it."
    ),
    "seat_change_beyond_sight": _(
        "This also changes plans you do not see. Put it into a draft; whoever sees them all publishes it."
    ),
    "metric_cannot_be_spread": _(
        "A goal for “%(metric)s” cannot be shared out over people and months: its parts do not add up to it. "
        "Choose something that is counted or summed, or watch it beside the goal."
    ),
    "least_above_plan": _(
        "The smallest values allowed below %(node)s (%(month)s) need %(amount)s more "
        "than its plan leaves them. Lower one of them, free a typed cell, or raise %(node)s first."
    ),
    "most_below_plan": _(
        "The largest values allowed below %(node)s (%(month)s) leave %(amount)s "
        "of its plan that nobody can take. Raise one of them, or lower %(node)s first."
    ),
    "node_bounds_crossed": _(
        "The smallest value allowed for %(node)s (%(month)s) is %(amount)s above the largest one. "
        "Swap or change them."
    ),
    "grade_factor_out_of_range": _(
        "A grade of %(factor)s of the target cannot be set. Enter a number above zero, such as 0.8 or 1.2."
    ),
    "plan_chance_out_of_range": _(
        "A plan with the chance %(chance)s cannot be found. Enter a chance above 0 and up to 1, such as 0.6."
    ),
    "amount_out_of_range": _("The amount of source %(item)s is %(amount)s. Enter zero or more, up to 10^15."),
    "starts_out_of_range": _(
        "The number of starts in batch %(item)s of new work is %(starts)s. Enter a number from 0 to %(most)s."
    ),
    "step_too_fine": _(
        "The step %(quantum)s is too small beside the money: the points would be %(points)s, "
        "at most %(most)s are possible. Take a larger step."
    ),
    "goal_beyond_reach": _(
        "Even with plans that are reached with a chance of only %(chance)s, everybody together brings "
        "%(most_minor)s: %(amount)s less than the goal. Add new leads, hours or people, or lower the goal."
    ),
    "nobody_to_share_with": _("There is nobody to share the goal with. Choose at least one sales rep."),
    "goal_below_zero": _("The goal is %(amount)s. Enter zero or more."),
    "allocation_shape": _(
        "The table “%(name)s” does not fit the others (people: %(people)s, segments: %(segments)s). "
        "Give one row for each person and one number for each segment."
    ),
    "allocation_below_zero": _("A number in “%(name)s” is below zero (%(value)s). Enter zero or more."),
    "allocation_bounds_crossed": _(
        "The smallest plan of person %(person)s is %(amount)s above the largest one. Swap or change them."
    ),
    "least_beyond_support": _(
        "The smallest plan of person %(person)s needs %(amount)s more than leads and hours can bring. "
        "Lower it, or add leads or hours."
    ),
    "least_plan_beyond_support": _(
        "The smallest plan of %(who)s is %(amount_minor)s above what leads and hours can bring. "
        "Lower it in the plan, or add leads or hours."
    ),
    "nothing_to_share": _(
        "There is no goal any more to share among several people. Look at the plan of the period."
    ),
    "nothing_found_yet": _(
        "There is no answer to take: none is found yet, or it was taken already. Reload the page."
    ),
    "sharing_moved_on": _(
        "This attempt is over: it was begun again, or its best answer was taken. Reload the page."
    ),
    "sharing_broke_off": _("Sharing it out broke off. What was found before is still here: begin again."),
    "nobody_to_plan_for": _(
        "Nobody sells in this period (%(key)s), so there is nobody to share the goal with. "
        "Invite a sales rep, or check from which day the seats are in force."
    ),
    "unknown_goal_cell": _("The goal has no such cell (%(node)s, %(month)s). Reload the page."),
    "plan_changed": _(
        "%(by)s changed this goal after you opened the page. "
        "Reload it, look at the change, and enter yours again."
    ),
    "goal_cell_out_of_range": _(
        "%(who)s, %(month)s: a plan of %(value_minor)s cannot be entered. Enter zero or more, below 10^15."
    ),
    "goal_bounds_crossed": _("%(who)s, %(month)s: the least is above the most. Swap or change them."),
    "too_many_goal_cells": _(
        "%(count)s cells were changed at once; %(most)s is the most. Paste a smaller block."
    ),
    "locked_parts_above": _(
        "The locked segments of %(node)s (%(month)s) are %(amount)s above its plan. "
        "Unlock one, lower it, or raise the plan first."
    ),
    "given_out_beyond": _(
        "%(node)s gives out %(amount)s more than its own plan in %(month)s. "
        "Lower a part, raise the plan of %(node)s, or allow it to give out more."
    ),
    "not_a_draft": _(
        "This is no draft any more: it was published or set aside. Open the goal and begin a new draft."
    ),
    "goal_moved_on": _(
        "%(by)s changed the goal that counts after this draft was begun. "
        "Compare the two, then publish the draft anyway or set it aside."
    ),
    "scenario_name_needed": _("The scenario has no name. Give it one, such as “Dearer”."),
    "scenario_name_taken": _(
        "There is a scenario “%(name)s” of this goal already. Choose another name, or change that one."
    ),
    "too_many_scenarios": _(
        "%(most)s scenarios of this goal are open already. Set one aside first: it stays in the history."
    ),
    "scenario_set_aside": _("The scenario “%(name)s” was set aside. Open the comparison and make it anew."),
    "scenario_changed_meanwhile": _(
        "%(by)s changed this scenario after you opened the page. Look at what it is now, and decide again."
    ),
    "no_goal_to_vary": _(
        "There is neither a goal nor a draft for this period (%(key)s). Set the goal first, as a draft too."
    ),
    "margin_of_goal_unknown": _(
        "The goal for %(key)s is a profit, and its margin is not known: another revenue does not tell its "
        "profit. Give the scenario a copy of the goal and change its cells."
    ),
    "revenue_without_profit": _(
        "By the margin and the fixed cost of the goal a revenue of %(amount_minor)s leaves no profit. "
        "Type more, or give the scenario a copy of the goal."
    ),
    "need_of_other_period": _(
        "What a goal needs is worked out for a month, a quarter or a year, and %(key)s is none. "
        "Ask for one of them: its weeks are told with it."
    ),
    "nothing_to_compare": _("No change was typed. Fill in at least one of the three fields."),
    "nothing_to_undo_in_goal": _("There is no earlier state to go back to: this is how the goal was set."),
    "goal_cell_not_whole": _(
        "“%(value)s” is no whole number. This goal is counted in whole things: type 3 or 12."
    ),
    "pasted_cell_unreadable": _(
        "Nothing was pasted: row %(row)s, column %(number)s of the block holds “%(value)s”, "
        "which is no amount. Correct it there and paste again."
    ),
    "nothing_pasted": _("There is no table to paste. Copy cells of a spreadsheet first."),
    "paste_beside_grid": _(
        "The block of %(rows)s by %(columns)s cells reaches beyond the grid from here. "
        "Choose a cell further up or to the left, or copy less."
    ),
    "no_goal_in_file": _(
        "This file holds no goal that kvota has written for you. Take the XLSX of this plan, change it and "
        "bring it back."
    ),
    "file_of_another_goal": _(
        "The file holds another goal: %(first)s. This one is %(second)s. "
        "Open that goal, or take the XLSX of this one."
    ),
    "goal_file_cell_unreadable": _(
        "%(who)s, %(month)s: the file holds “%(value)s”, which is no amount. Correct the cell and bring the "
        "file back."
    ),
    "goal_sum_overwritten": _(
        "%(who)s, %(period)s: the sum was typed over in the file. Type its months instead; the sum follows."
    ),
    "nothing_to_go_by": _(
        "This rule has nothing to go by here: nobody below has money or open deals for it. "
        "Choose the present shares or equal ones."
    ),
    "nothing_to_redo_in_goal": _("Nothing was undone last. Undo a change first to do it again."),
    "goal_note_too_long": _("The note has %(length)s characters, %(most)s fit. Shorten it."),
    "no_number_of_yours": _(
        "The goal for %(key)s has no number of yours. "
        "Open the plan of a period in which you sell, or ask your head."
    ),
    "intent_too_long": _("The words have %(length)s characters, %(most)s fit. Shorten them."),
    "left_person": _(
        "%(who)s sells here no more in %(month)s, so nothing can be planned for him. "
        "Give the number to somebody else, or leave it with the unit."
    ),
    "nothing_to_propose": _(
        "No goal that counts changes with this: nobody has a number in these days (%(who)s)."
    ),
    "goal_not_whole": _(
        "“%(value)s” cannot be a goal: what is counted is whole. Enter a whole number above 0."
    ),
    "season_unknown": _(
        "The company has less than two years of sales: a season cannot be told from chance yet. "
        "Share the months by working days alone."
    ),
    "shares_not_all": _("The shares typed add up to %(percent)s %%. Make them 100 %%."),
    "mix_without_margin": _(
        "The margin of what sells is not known: %(products)s. Enter it in Setup, Products, "
        "or type one margin for all."
    ),
    "no_mix_yet": _(
        "Nothing was sold in the year before this period (%(key)s), so there is no mix of products to go by. "
        "Type one margin for all."
    ),
    "margins_differ": _(
        "The totals of the rows are %(amount)s above the totals of the columns. Make both sums equal."
    ),
    "matrix_infeasible": _(
        "The rows %(rows)s may only use the columns %(cols)s, and those cannot take their totals. "
        "Open another cell to them, or change a total."
    ),
    "matrix_shape": _(
        "The table does not have %(rows)s rows of %(cols)s cells. Give one row and one column for each total."
    ),
    "matrix_total": _(
        "A total is below zero, or all together are above %(limit)s. Correct the totals of rows and columns."
    ),
}
