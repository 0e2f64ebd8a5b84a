package io.holdfast.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.vertx.core.VerticleBase;

/** The arrows of ARCHITECTURE.md: they point down only, and no service imports another. */
@AnalyzeClasses(packages = "io.holdfast", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] SERVICES = {
        "io.holdfast.discovery..",
        "io.holdfast.registration..",
        "io.holdfast.protection..",
        "io.holdfast.job..",
        "io.holdfast.scheduler..",
        "io.holdfast.backup..",
        "io.holdfast.alert..",
        "io.holdfast.gateway.."
    };

    @ArchTest
    static final ArchRule no_service_imports_another = slices().matching(
                    "io.holdfast.(discovery|registration|protection|job|scheduler|backup|alert|gateway)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule nothing_imports_the_services_but_the_command_line = noClasses()
            .that()
            .resideOutsideOfPackages(SERVICES)
            .and()
            .resideOutsideOfPackage("io.holdfast.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVICES);

    @ArchTest
    static final ArchRule contracts_know_only_themselves = noClasses()
            .that()
            .resideInAPackage("io.holdfast.contracts..")
            .should()
            .dependOnClassesThat(
                    resideInAPackage("io.holdfast..").and(not(resideInAPackage("io.holdfast.contracts.."))))
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..");

    @ArchTest
    static final ArchRule the_fabric_knows_no_bus_and_no_database = noClasses()
            .that()
            .resideInAPackage("io.holdfast.fabric..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.holdfast.platform..", "io.holdfast.store..", "java.sql..");

    @ArchTest
    static final ArchRule the_vault_store_stands_alone = noClasses()
            .that()
            .resideInAPackage("io.holdfast.store..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.holdfast..").and(not(resideInAPackage("io.holdfast.store.."))))
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "java.sql..", "java.net.http..");

    @ArchTest
    static final ArchRule only_stores_hold_sql = noClasses()
            .that()
            .resideInAnyPackage(SERVICES)
            .and(not(simpleNameEndingWith("Store").or(simpleNameEndingWith("Rows"))))
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.vertx.sqlclient.Tuple");

    @ArchTest
    static final ArchRule every_service_has_the_same_rooms = classes()
            .that()
            .resideInAnyPackage(SERVICES)
            .and()
            .haveSimpleNameEndingWith("Verticle")
            .should()
            .haveModifier(JavaModifier.FINAL)
            .andShould()
            .notBePublic()
            .andShould()
            .beAssignableTo(VerticleBase.class);
}
