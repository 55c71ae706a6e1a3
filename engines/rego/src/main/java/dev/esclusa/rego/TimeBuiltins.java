package dev.esclusa.rego;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.Locale;

/** Times: nanoseconds since 1970, alone or in an array with a time zone and a layout. */
final class TimeBuiltins {
  private static final String TIME = "(number | [number, string])";
  private static final long NANOS = 1_000_000_000L;

  private record Moment(ZonedDateTime time, String layout) {}

  private TimeBuiltins() {}

  static void declare(BuiltinTable table) {
    table.world("time.now_ns() -> now: number", WorldBuiltins.answer("time.now_ns"));
    table.add(
        "time.parse_ns(layout: string, value: string) -> ns: number",
        (call, x) -> nanos(GoTimeParse.nanos(GoLayout.of(Operand.text(x, 1)), Operand.text(x, 2))));
    table.add(
        "time.parse_rfc3339_ns(value: string) -> ns: number",
        (call, x) -> nanos(GoTimeParse.nanos(GoLayout.of(GoLayout.RFC3339), Operand.text(x, 1))));
    table.add(
        "time.parse_duration_ns(duration: string) -> ns: number",
        (call, x) -> RegoNumber.of(GoDuration.nanos(Operand.text(x, 1))));
    table.add(
        "time.format(x: (number | [number, string] | [number, string, string])) -> formatted:"
            + " string",
        TimeBuiltins::format);
    table.add(
        "time.date(x: " + TIME + ") -> date: [number, number, number]",
        (call, x) -> {
          ZonedDateTime time = moment(x[0]).time();
          return numbers(time.getYear(), time.getMonthValue(), time.getDayOfMonth());
        });
    table.add(
        "time.clock(x: " + TIME + ") -> output: [number, number, number]",
        (call, x) -> {
          ZonedDateTime time = moment(x[0]).time();
          return numbers(time.getHour(), time.getMinute(), time.getSecond());
        });
    table.add(
        "time.weekday(x: " + TIME + ") -> day: string",
        (call, x) ->
            RegoValue.of(
                moment(x[0]).time().getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH)));
    table.add(
        "time.add_date(ns: number, years: number, months: number, days: number) -> output: number",
        TimeBuiltins::addDate);
    table.add(
        "time.diff(ns1: "
            + TIME
            + ", ns2: "
            + TIME
            + ")"
            + " -> output: [number, number, number, number, number, number]",
        (call, x) -> difference(moment(x[0]).time(), moment(x[1]).time()));
  }

  private static RegoValue nanos(BigInteger nanos) {
    if (nanos.bitLength() > 63) {
      throw new BuiltinFailure("time outside of valid range");
    }
    return RegoNumber.of(nanos);
  }

  private static RegoArray numbers(int... numbers) {
    RegoValue[] items = new RegoValue[numbers.length];
    for (int i = 0; i < items.length; i++) {
      items[i] = RegoNumber.of(numbers[i]);
    }
    return RegoArray.owning(items);
  }

  private static Moment moment(RegoValue value) {
    if (value instanceof RegoNumber number) {
      return new Moment(at(number).atZone(ZoneOffset.UTC), "");
    }
    if (!(value instanceof RegoArray array) || array.size() == 0) {
      throw BuiltinFailure.operand(1, "either number (ns) or [number (ns), string (tz)]", value);
    }
    RegoNumber nanos = Operand.number(array.items(), 1);
    ZoneId zone = GoTimeZone.of(array.size() > 1 ? text(array.at(1)) : "");
    String layout = array.size() > 2 ? text(array.at(2)) : "";
    return new Moment(at(nanos).atZone(zone), layout);
  }

  private static String text(RegoValue value) {
    if (value instanceof RegoString text) {
      return text.value();
    }
    throw BuiltinFailure.operand(1, "string", value);
  }

  private static Instant at(RegoNumber number) {
    if (!number.isLong()) {
      throw new BuiltinFailure("timestamp too big");
    }
    return Instant.ofEpochSecond(
        Math.floorDiv(number.longValue(), NANOS), Math.floorMod(number.longValue(), NANOS));
  }

  private static RegoValue format(BuiltinCall call, RegoValue[] operands) {
    Moment moment = moment(operands[0]);
    String layout = moment.layout().isEmpty() ? GoLayout.RFC3339_NANO : moment.layout();
    return Results.text(call, GoTimeFormat.format(moment.time(), GoLayout.of(layout)));
  }

  /** Go's AddDate: months and days beyond the end of a month run into the next one. */
  private static RegoValue addDate(BuiltinCall call, RegoValue[] operands) {
    ZonedDateTime time = moment(operands[0]).time();
    try {
      LocalDate month =
          LocalDate.of(time.getYear(), time.getMonthValue(), 1)
              .plusYears(Operand.integer(operands, 2))
              .plusMonths(Operand.integer(operands, 3));
      LocalDate date =
          month.plusDays(Math.addExact(Operand.integer(operands, 4), time.getDayOfMonth() - 1L));
      Instant moved = LocalDateTime.of(date, time.toLocalTime()).atZone(time.getZone()).toInstant();
      return nanos(
          BigInteger.valueOf(moved.getEpochSecond())
              .multiply(BigInteger.valueOf(NANOS))
              .add(BigInteger.valueOf(moved.getNano())));
    } catch (DateTimeException | ArithmeticException beyond) {
      throw new BuiltinFailure("time outside of valid range");
    }
  }

  private static RegoValue difference(ZonedDateTime one, ZonedDateTime two) {
    ZonedDateTime other = two.withZoneSameInstant(one.getZone());
    ZonedDateTime from = one.isAfter(other) ? other : one;
    ZonedDateTime to = one.isAfter(other) ? one : other;
    int year = to.getYear() - from.getYear();
    int month = to.getMonthValue() - from.getMonthValue();
    int day = to.getDayOfMonth() - from.getDayOfMonth();
    int hour = to.getHour() - from.getHour();
    int minute = to.getMinute() - from.getMinute();
    int second = to.getSecond() - from.getSecond();
    if (second < 0) {
      second += 60;
      minute--;
    }
    if (minute < 0) {
      minute += 60;
      hour--;
    }
    if (hour < 0) {
      hour += 24;
      day--;
    }
    if (day < 0) {
      day += from.toLocalDate().lengthOfMonth();
      month--;
    }
    if (month < 0) {
      month += 12;
      year--;
    }
    return numbers(year, month, day, hour, minute, second);
  }
}
